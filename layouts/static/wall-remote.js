// The phone: pairs with a code, then tells the wall what its buttons say.
"use strict";

const post = async (address, content) => {
  const said = document.querySelector(".said");
  said.textContent = "";
  const query = location.search;
  const answer = await fetch(address + query, {
    method: "POST", headers: { "Content-Type": "application/json", "X-OneScreen": "1" }, body: JSON.stringify(content),
  }).catch(() => null);
  if (answer && !answer.ok) said.textContent = (await answer.json().catch(() => ({}))).sentence || answer.statusText;
  return Boolean(answer && answer.ok);
};

document.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (await post("/remote/pair", { code: new FormData(event.target).get("code") })) location.reload();
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-act]");
  if (button) post("/remote/act", { act: button.dataset.act, value: button.dataset.value || "" });
});
