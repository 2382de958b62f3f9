// Finds cycles among imports: the strongly connected components of the graph, by Tarjan's algorithm.

/** Each cycle as the sorted list of its members. */
export function findCycles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const cycles: string[][] = [];

  const visit = (node: string): number => {
    const number = order.size;
    let low = number;
    order.set(node, number);
    stack.push(node);
    onStack.add(node);
    for (const next of graph.get(node) ?? []) {
      if (!order.has(next)) low = Math.min(low, visit(next));
      else if (onStack.has(next)) low = Math.min(low, order.get(next) ?? low);
    }
    lowest.set(node, low);
    if (low === number) takeComponent(node);
    return low;
  };

  const takeComponent = (root: string): void => {
    const component = stack.splice(stack.indexOf(root));
    for (const member of component) onStack.delete(member);
    const importsItself = graph.get(root)?.includes(root) ?? false;
    if (component.length > 1 || importsItself) cycles.push(component.toSorted());
  };

  for (const node of graph.keys()) if (!order.has(node)) visit(node);
  return cycles;
}
