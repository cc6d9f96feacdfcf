namespace Switchyard.Hub.Tests.Delivery.Sessions;

/// <summary>Runs scripts in every order of their steps. Orders that meet in the same state are followed on once: the machine is pure, so nothing else can come of them.</summary>
internal static class EveryOrder
{
    /// <summary>Explores and returns how many different states there were and how many orders led to the end.</summary>
    /// <param name="world">Makes the world anew.</param>
    /// <param name="actors">The steps of each actor.</param>
    /// <param name="finish">What must hold when all are done.</param>
    public static (int States, int Ends) Of(Func<SessionWorld> world, IReadOnlyList<Action<SessionWorld>[]> actors, Action<SessionWorld> finish)
    {
        var seen = new HashSet<string>();
        var ends = 0;
        Explore([]);
        return (seen.Count, ends);

        void Explore(List<int> order)
        {
            var made = Run(order, out var at);
            if (!seen.Add($"{string.Join(',', at)} {made.Fingerprint()}"))
            {
                return;
            }

            var isDone = true;
            for (var actor = 0; actor < actors.Count; actor++)
            {
                if (at[actor] < actors[actor].Length)
                {
                    isDone = false;
                    order.Add(actor);
                    Explore(order);
                    order.RemoveAt(order.Count - 1);
                }
            }

            if (isDone)
            {
                ends++;
                Guard(order, () => finish(made));
            }
        }

        SessionWorld Run(List<int> order, out int[] at)
        {
            var made = world();
            var next = new int[actors.Count];
            Guard(order, () =>
            {
                foreach (var actor in order)
                {
                    actors[actor][next[actor]++](made);
                }
            });
            at = next;
            return made;
        }

        static void Guard(List<int> order, Action work)
        {
            try
            {
                work();
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"Order {string.Join(' ', order)}: {failure.Message}", failure);
            }
        }
    }
}
