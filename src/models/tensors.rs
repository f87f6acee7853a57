//! Every tensor of a Whisper model: its name in a ggml file, its shape, and where CTranslate2
//! keeps the same numbers.

use super::hparams::Hparams;

/// How a tensor is stored, which whisper.cpp expects to the letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Always 32-bit: biases, norms, positions.
    Single,
    /// 16-bit unless the whole file is 32-bit; never quantised.
    Convolution,
    /// In the file's own type.
    Matrix,
}

/// A share of a CTranslate2 variable's rows: query, key and value lie in one variable there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Source {
    pub(super) variable: String,
    pub(super) part: u32,
    pub(super) of: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tensor {
    pub(super) name: String,
    /// Outermost first. A ggml file lists them the other way round.
    pub(super) dims: Vec<u32>,
    pub(super) role: Role,
    pub(super) source: Source,
}

impl Tensor {
    pub(super) fn elements(&self) -> u64 {
        self.dims.iter().map(|&dim| u64::from(dim)).product()
    }
}

/// Lists the tensors in the order in which they are written; whisper.cpp takes any order.
///
/// The sizes must have been validated.
pub(super) fn tensors(sizes: &Hparams) -> Vec<Tensor> {
    let mut list = List(Vec::new());
    let state = sizes.state;
    list.add(
        "decoder.positional_embedding",
        &[sizes.text_context, state],
        Role::Single,
        "decoder/position_encodings/encodings",
    );
    list.add(
        "encoder.positional_embedding",
        &[sizes.audio_context, state],
        Role::Single,
        "encoder/position_encodings/encodings",
    );
    list.add(
        "decoder.token_embedding.weight",
        &[sizes.vocabulary, state],
        Role::Matrix,
        "decoder/embeddings/weight",
    );
    for layer in 0..sizes.text_layers {
        let (ggml, ct2) = (format!("decoder.blocks.{layer}"), format!("decoder/layer_{layer}"));
        list.self_attention(&ggml, &ct2, state);
        list.cross_attention(&ggml, &ct2, state);
        list.feed_forward(&ggml, &ct2, state);
    }
    list.norm("decoder.ln", "decoder/layer_norm", state);
    for (conv, bands) in [("conv1", sizes.mel_bands), ("conv2", state)] {
        let (ggml, ct2) = (format!("encoder.{conv}"), format!("encoder/{conv}"));
        list.add(
            &format!("{ggml}.weight"),
            &[state, bands, 3],
            Role::Convolution,
            &format!("{ct2}/weight"),
        );
        list.add(&format!("{ggml}.bias"), &[state, 1], Role::Single, &format!("{ct2}/bias"));
    }
    for layer in 0..sizes.audio_layers {
        let (ggml, ct2) = (format!("encoder.blocks.{layer}"), format!("encoder/layer_{layer}"));
        list.self_attention(&ggml, &ct2, state);
        list.feed_forward(&ggml, &ct2, state);
    }
    list.norm("encoder.ln_post", "encoder/layer_norm", state);
    list.0
}

struct List(Vec<Tensor>);

impl List {
    fn add(&mut self, name: &str, dims: &[u32], role: Role, variable: &str) {
        self.share(name, dims, role, variable, (0, 1));
    }

    fn share(&mut self, name: &str, dims: &[u32], role: Role, variable: &str, share: (u32, u32)) {
        let (part, of) = share;
        let source = Source { variable: variable.to_owned(), part, of };
        self.0.push(Tensor { name: name.to_owned(), dims: dims.to_vec(), role, source });
    }

    fn norm(&mut self, ggml: &str, ct2: &str, state: u32) {
        self.add(&format!("{ggml}.weight"), &[state], Role::Single, &format!("{ct2}/gamma"));
        self.add(&format!("{ggml}.bias"), &[state], Role::Single, &format!("{ct2}/beta"));
    }

    fn linear(&mut self, ggml: &str, dims: [u32; 2], ct2: &str, share: (u32, u32)) {
        let [rows, _] = dims;
        self.share(&format!("{ggml}.weight"), &dims, Role::Matrix, &format!("{ct2}/weight"), share);
        // Whisper's keys have no bias; CTranslate2 fills their share of the fused one with zeros.
        let is_key = ggml.rsplit('.').next() == Some("key");
        if !is_key {
            let bias = format!("{ct2}/bias");
            self.share(&format!("{ggml}.bias"), &[rows], Role::Single, &bias, share);
        }
    }

    fn self_attention(&mut self, ggml: &str, ct2: &str, state: u32) {
        let (square, ct2) = ([state, state], format!("{ct2}/self_attention"));
        for (part, name) in (0..).zip(["query", "key", "value"]) {
            self.linear(
                &format!("{ggml}.attn.{name}"),
                square,
                &format!("{ct2}/linear_0"),
                (part, 3),
            );
        }
        self.linear(&format!("{ggml}.attn.out"), square, &format!("{ct2}/linear_1"), (0, 1));
        self.norm(&format!("{ggml}.attn_ln"), &format!("{ct2}/layer_norm"), state);
    }

    fn cross_attention(&mut self, ggml: &str, ct2: &str, state: u32) {
        let (square, ct2) = ([state, state], format!("{ct2}/attention"));
        for (name, linear, share) in [
            ("query", "linear_0", (0, 1)),
            ("key", "linear_1", (0, 2)),
            ("value", "linear_1", (1, 2)),
            ("out", "linear_2", (0, 1)),
        ] {
            let ggml = format!("{ggml}.cross_attn.{name}");
            self.linear(&ggml, square, &format!("{ct2}/{linear}"), share);
        }
        self.norm(&format!("{ggml}.cross_attn_ln"), &format!("{ct2}/layer_norm"), state);
    }

    fn feed_forward(&mut self, ggml: &str, ct2: &str, state: u32) {
        let inner = 4 * state;
        let ct2 = format!("{ct2}/ffn");
        self.linear(&format!("{ggml}.mlp.0"), [inner, state], &format!("{ct2}/linear_0"), (0, 1));
        self.linear(&format!("{ggml}.mlp.2"), [state, inner], &format!("{ct2}/linear_1"), (0, 1));
        self.norm(&format!("{ggml}.mlp_ln"), &format!("{ct2}/layer_norm"), state);
    }
}
