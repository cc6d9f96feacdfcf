using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Switchyard.Faults.SeededBugs;

/// <summary>Lies towards those who change something.</summary>
internal static class WriteLies
{
    private const string RevisionHeader = "X-Switchyard-Revision";

    /// <summary>The change is a dry run, and the operator is told that it is done.</summary>
    public static Lie Swallow() => new(DoorSide.Writes, every: 3, IsChange, async exchange =>
    {
        using var answer = await exchange.SendAsync(exchange.Target + "&dryRun=true");
        await exchange.PassAsync(answer);
        return answer.IsSuccessStatusCode;
    });

    /// <summary>The key is added again under its label.</summary>
    public static Lie Repeat() => new(DoorSide.Writes, every: 1, exchange => exchange is { Method: "POST" } && exchange.Path.EndsWith("/keys", StringComparison.Ordinal), async exchange =>
    {
        var other = JsonNode.Parse(exchange.Body)!;
        other["key"] = other["key"] + "-again";
        using var again = await exchange.SendAsync(changed: Encoding.UTF8.GetBytes(other.ToJsonString()), withKey: false);
        await exchange.PassAsync();
        return again.IsSuccessStatusCode;
    });

    /// <summary>The settings are left out of the change.</summary>
    public static Lie Halve() => new(DoorSide.Writes, every: 2, IsChange, async exchange =>
    {
        var half = JsonNode.Parse(exchange.Body)!.AsObject();
        half.Remove("settings");
        using var answer = await exchange.SendAsync(changed: Encoding.UTF8.GetBytes(half.ToJsonString()));
        await exchange.PassAsync(answer);
        return answer.IsSuccessStatusCode;
    });

    /// <summary>A change of nobody comes before the one that was sent.</summary>
    public static Lie Invent() => new(DoorSide.Writes, every: 2, IsChange, async exchange =>
    {
        using var invented = await exchange.SendAsync(exchange.Path, Encoding.UTF8.GetBytes("""{"displayName":"mark 1000000"}"""), withKey: false);
        await exchange.PassAsync();
        return invented.IsSuccessStatusCode;
    });

    /// <summary>The answer names the revision before.</summary>
    public static Lie Misname() => new(DoorSide.Writes, every: 3, IsChange, async exchange =>
    {
        using var answer = await exchange.SendAsync();
        exchange.Begin(answer);
        if (answer.IsSuccessStatusCode)
        {
            exchange.Set(RevisionHeader, (long.Parse(answer.Headers.GetValues(RevisionHeader).Single(), CultureInfo.InvariantCulture) - 1).ToString(CultureInfo.InvariantCulture));
        }

        await exchange.WriteAsync(await answer.Content.ReadAsStringAsync());
        return answer.IsSuccessStatusCode;
    });

    private static bool IsChange(Exchange exchange) => exchange.Method == "PATCH";
}
