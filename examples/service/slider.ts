// The script of slider.html: solves the pricing game while the slider moves.
import { quote } from "./pricing.ts";

const slider = document.querySelector<HTMLInputElement>("#cost")!;
const output = document.querySelector<HTMLOutputElement>("#quote")!;

function show(): void {
  const { price, rivalPrice, profit } = quote({ cost: +slider.value, rivalCost: 5, market: 100 });
  const [ours, his, won] = [price, rivalPrice, profit].map((number) => number.toFixed(2));
  output.value = `we ask ${ours}, the rival answers ${his}, our profit is ${won}`;
}

slider.addEventListener("input", show);
show();
