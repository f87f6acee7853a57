"""Transcribes recordings with faster-whisper: the texts and what they cost, as JSON, a line for each.

    faster_whisper.py MODEL COMPUTE_TYPE BEAM THREADS RECORDING...

The last line is the process's peak memory. Loading the model is not counted.
"""

import json
import pathlib
import sys
import time

# Not from this folder, where this file has the name of the package.
sys.path.pop(0)

from faster_whisper import WhisperModel  # noqa: E402


def main() -> None:
    folder, compute_type, beam, threads, *recordings = sys.argv[1:]
    model = WhisperModel(folder, device="cpu", compute_type=compute_type, cpu_threads=int(threads))
    for recording in recordings:
        began, busy = time.monotonic(), time.process_time()
        # All other settings are the package's own; the segments are made as they are asked for.
        segments, _ = model.transcribe(recording, language="en", beam_size=int(beam))
        text = "".join(segment.text for segment in segments)
        took, cpu = time.monotonic() - began, time.process_time() - busy
        print(json.dumps({"text": text, "took_s": took, "cpu_s": cpu}), flush=True)
    # Not what getrusage says, which counts the memory of whoever started this.
    status = pathlib.Path("/proc/self/status").read_text()
    peak = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:"))
    print(json.dumps({"peak_kib": int(peak)}))


main()
