import type { Batch, TaskNode } from "@motcua/core/simulator";
import { bindBatch } from "./bind.ts";
import { candidateFor } from "./desk.ts";
import { begin, newJob, submit, waitPatiently } from "./work.ts";
import type { Item, Job, World } from "./world.ts";

// Dossiers that wait for each other.

/** To the batch of this node formed last, while that waits and is not full; else to those that wait for a batch. */
export function gather(world: World, item: Item, node: TaskNode): void {
  const batch = node.batch as Batch;
  const name = world.nameOf(item.dossier.flow, item.place);
  item.state = "gathered";
  waitPatiently(world, item);
  const growing = world.growing.get(name);
  if (growing !== undefined && growing.items.length < batch.sizeMax) {
    growing.items.push(item);
    world.note("batch grows");
    item.job = growing;
    item.state = "job";
    reoffer(world, growing);
    return;
  }
  const items = [...(world.gathering.get(name) ?? []), item];
  world.gathering.set(name, items);
  if (items.length >= batch.sizeMin) form(world, name, batch);
  else if (items.length === 1) replanOldest(world, name);
}

/** A batch has changed: whoever is free and can do it now begins. */
export function reoffer(world: World, job: Job): void {
  const person = candidateFor(world, job);
  if (person >= 0) begin(world, job, person);
}

/** The batch goes anyway once its oldest has waited so long. */
export function replanOldest(world: World, name: string): void {
  const [oldest] = world.gathering.get(name) ?? [];
  if (oldest === undefined) return;
  const { batch } = world.nodeOf(oldest.dossier.flow, oldest.place) as TaskNode;
  if (batch?.waitMsMax === undefined) return;
  const { pass } = oldest;
  world.plan(Math.max(world.now, oldest.enabledAt + batch.waitMsMax), () => {
    if (oldest.pass === pass && oldest.state === "gathered") {
      world.note("batch too small goes");
      form(world, name, batch);
    }
  });
}

function form(world: World, name: string, batch: Batch): void {
  const items = world.gathering.get(name) ?? [];
  world.gathering.set(name, []);
  if (world.model.conventions.dispatch === "when-enabled") {
    bindBatch(world, items, batch);
    return;
  }
  const job = newJob(world, items);
  job.order = world.orders++;
  world.growing.set(name, job);
  submit(world, job);
}
