// Hearing what is clicked, and seeing what is heard. Without it the page is still read.
"use strict";
(() => {
  const SPEEDS = [0.75, 1, 1.25, 1.5, 2];
  const BACK_S = 5;
  let current = null;

  const starts = (words) => words.map((word) => Number(word.dataset.s));

  // The last place whose time is not after `ms`; -1 before the first.
  const placeOf = (times, ms) => {
    let low = 0;
    let high = times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (times[middle] <= ms) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  };

  class Answer {
    constructor(article) {
      this.audio = article.querySelector("audio");
      this.words = [...article.querySelectorAll(".w")];
      this.times = starts(this.words);
      this.findings = [...article.querySelectorAll(".remark .at")];
      this.findings.sort((a, b) => a.dataset.at - b.dataset.at);
      this.svg = article.querySelector(".timeline svg");
      this.playhead = article.querySelector(".playhead");
      this.speed = article.querySelector(".speed select");
      this.spoken = null;
      article.addEventListener("click", (event) => this.click(event));
      if (!this.audio) return;
      this.audio.addEventListener("play", () => {
        for (const other of answers) if (other !== this && other.audio) other.audio.pause();
        current = this;
        this.follow();
      });
      for (const name of ["seeked", "timeupdate", "pause"]) {
        this.audio.addEventListener(name, () => this.show());
      }
      this.speed.addEventListener("change", () => {
        this.audio.playbackRate = Number(this.speed.value);
      });
    }

    click(event) {
      const target = event.target;
      const word = target.closest(".w");
      if (word) return this.hear(Number(word.dataset.s));
      const at = target.closest("[data-at]");
      if (at) {
        const note = at.dataset.finding && document.getElementById(at.dataset.finding);
        if (note) note.scrollIntoView({ block: "nearest" });
        return this.hear(Number(at.dataset.at));
      }
      const svg = target.closest(".timeline svg");
      if (svg) {
        const box = svg.getBoundingClientRect();
        const share = (event.clientX - box.left) / box.width;
        this.hear(share * Number(svg.dataset.duration));
      }
      return undefined;
    }

    hear(ms) {
      current = this;
      if (!this.audio) return;
      this.audio.currentTime = ms / 1000;
      this.audio.play().catch(() => {});
    }

    follow() {
      this.show();
      if (!this.audio.paused) requestAnimationFrame(() => this.follow());
    }

    // The word that is being spoken, and where that is in the timeline.
    show() {
      const ms = this.audio.currentTime * 1000;
      const place = placeOf(this.times, ms + 1);
      const word = place >= 0 && ms < Number(this.words[place].dataset.e) + 150 ? this.words[place] : null;
      if (word !== this.spoken) {
        this.spoken?.classList.remove("now");
        word?.classList.add("now");
        this.spoken = word;
      }
      if (this.playhead) {
        const x = (ms / Number(this.svg.dataset.duration)) * 1000;
        this.playhead.setAttribute("x1", x);
        this.playhead.setAttribute("x2", x);
      }
    }

    next() {
      const ms = this.audio ? this.audio.currentTime * 1000 : 0;
      const later = this.findings.find((button) => Number(button.dataset.at) > ms + 50);
      const button = later ?? this.findings[0];
      if (!button) return;
      button.closest(".remark").scrollIntoView({ block: "center" });
      button.focus({ preventScroll: true });
      this.hear(Number(button.dataset.at));
    }

    change(step) {
      const at = SPEEDS.indexOf(Number(this.speed.value)) + step;
      if (at < 0 || at >= SPEEDS.length) return;
      this.speed.value = String(SPEEDS[at]);
      this.audio.playbackRate = SPEEDS[at];
    }
  }

  const answers = [...document.querySelectorAll(".answer")].map((article) => new Answer(article));
  current = answers[0] ?? null;

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, audio")) return;
    const audio = current?.audio;
    if (event.key === "n" && current) current.next();
    if (!audio) return;
    if (event.key === "k") {
      if (audio.paused) audio.play().catch(() => {});
      else audio.pause();
    } else if (event.key === "j") {
      audio.currentTime = Math.max(0, audio.currentTime - BACK_S);
    } else if (event.key === ",") current.change(-1);
    else if (event.key === ".") current.change(1);
  });
})();
