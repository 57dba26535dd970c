/* Let a figure listen to the wheel when the pointer reaches it: for each such listener WebKit styles the whole page anew. */
const wheels = (() => {
  // From now on, elements of this kind listen to the wheel from the first moment that the pointer is over them.
  const wait = (kind) => {
    const { addEventListener, removeEventListener } = kind;
    const waiting = new WeakMap();
    kind.addEventListener = function (type, listener, options) {
      if (type !== "wheel") return addEventListener.call(this, type, listener, options);
      const begin = () => addEventListener.call(this, type, listener, options);
      if (!waiting.has(this)) waiting.set(this, new Map());
      waiting.get(this).set(listener, begin);
      return addEventListener.call(this, "pointerover", begin, { once: true });
    };
    kind.removeEventListener = function (type, listener, options) {
      const begin = type === "wheel" && waiting.get(this)?.get(listener);
      if (begin) removeEventListener.call(this, "pointerover", begin);
      return removeEventListener.call(this, type, listener, options);
    };
  };
  return { wait };
})();
