using System.Text;
using System.Text.Json.Nodes;
using Switchyard.Faults.Workload;

namespace Switchyard.Faults.SeededBugs;

/// <summary>Lies towards those who look and follow.</summary>
internal static class ReadLies
{
    private const int Every = 5;

    /// <summary>What the node ran first is shown for ever.</summary>
    public static Lie Freeze()
    {
        byte[]? first = null;
        return new Lie(DoorSide.Reads, every: 1, IsConfiguration, async exchange =>
        {
            using var answer = await exchange.SendAsync();
            var isLie = first is not null;
            first ??= await answer.Content.ReadAsByteArrayAsync();
            await exchange.WriteAsync(answer, first);
            return isLie;
        });
    }

    /// <summary>What the node ran before is shown between newer ones.</summary>
    public static Lie GoBack()
    {
        byte[]? earlier = null;
        return new Lie(DoorSide.Reads, Every, IsConfiguration, async exchange =>
        {
            using var answer = await exchange.SendAsync();
            var now = await answer.Content.ReadAsByteArrayAsync();
            var isLie = earlier is not null && Revision(earlier) < Revision(now);
            await exchange.WriteAsync(answer, isLie ? earlier : now);
            earlier ??= now;
            return isLie;
        });
    }

    /// <summary>The node has a hash of its own.</summary>
    public static Lie Diverge() => new(DoorSide.Reads, every: 1, IsConfiguration, async exchange =>
    {
        using var answer = await exchange.SendAsync();
        var page = JsonNode.Parse(await answer.Content.ReadAsByteArrayAsync())!;
        page["hash"] = "0" + page["hash"];
        await exchange.WriteAsync(answer, Encoding.UTF8.GetBytes(page.ToJsonString()));
        return true;
    });

    /// <summary>All nodes are said to be one revision further than they are.</summary>
    public static Lie Boast() => new(DoorSide.Reads, every: 1, exchange => exchange.Path.EndsWith("/rollout", StringComparison.Ordinal), async exchange =>
    {
        using var answer = await exchange.SendAsync();
        var page = JsonNode.Parse(await answer.Content.ReadAsByteArrayAsync())!;
        foreach (var node in page["nodes"]!.AsArray())
        {
            node!["revision"] = (long)node["revision"]! + 1_000;
        }

        await exchange.WriteAsync(answer, Encoding.UTF8.GetBytes(page.ToJsonString()));
        return true;
    });

    /// <summary>Every fifth event comes after the one that follows it.</summary>
    public static Lie Swap()
    {
        string? held = null;
        return Events(number => number % Every == 0, (frame, isChosen) =>
        {
            if (isChosen)
            {
                held = frame;
                return [];
            }

            var frames = held is null ? (string[])[frame] : [frame, held];
            held = null;
            return frames;
        });
    }

    /// <summary>Every fifth event is left out.</summary>
    public static Lie Drop() => Events(number => number % Every == 0, (frame, isChosen) => isChosen ? [] : [frame]);

    /// <summary>Every fifth event comes twice.</summary>
    public static Lie Repeat() => Events(number => number % Every == 0, (frame, isChosen) => isChosen ? [frame, frame] : [frame]);

    private static bool IsConfiguration(Exchange exchange) => exchange.Path.EndsWith("/config", StringComparison.Ordinal);

    private static long Revision(byte[] page) => (long)JsonNode.Parse(page)!["revision"]!;

    private static Lie Events(Func<int, bool> chooses, Func<string, bool, string[]> turn) =>
        EventLies.Tell(
            DoorSide.Reads,
            static exchange => exchange.Path.EndsWith("/events/stream", StringComparison.Ordinal),
            static frame => Follower.Kinds.Any(kind => frame.Contains(kind, StringComparison.Ordinal)),
            chooses,
            turn);
}
