namespace Switchyard.Faults.SeededBugs;

/// <summary>Lies towards the clients of the data plane.</summary>
internal static class RequestLies
{
    private const int Every = 4;

    /// <summary>One byte is another one.</summary>
    public static Lie Alter() => new(DoorSide.Requests, Every, IsStable, async exchange =>
    {
        using var answer = await exchange.SendAsync();
        var body = await answer.Content.ReadAsByteArrayAsync();
        body[body.Length / 2] ^= 1;
        await exchange.WriteAsync(answer, body);
        return answer.IsSuccessStatusCode;
    });

    /// <summary>The connection breaks in the middle.</summary>
    public static Lie Cut() => new(DoorSide.Requests, Every, IsStable, async exchange =>
    {
        using var answer = await exchange.SendAsync();
        var body = await answer.Content.ReadAsByteArrayAsync();

        // The server closes a connection on which less came than was announced, after it has sent what came: the client has the status line in any case.
        exchange.Announce(body.Length);
        await exchange.WriteAsync(answer, body.AsMemory(0, body.Length / 2));
        return answer.IsSuccessStatusCode;
    });

    /// <summary>The answer ends properly in the middle.</summary>
    public static Lie EndEarly() => new(DoorSide.Requests, Every, IsStable, async exchange =>
    {
        using var answer = await exchange.SendAsync();
        var body = await answer.Content.ReadAsByteArrayAsync();
        await exchange.WriteAsync(answer, body.AsMemory(0, body.Length / 2));
        return answer.IsSuccessStatusCode;
    });

    /// <summary>The request is not served.</summary>
    public static Lie Refuse() => new(DoorSide.Requests, Every, IsStable, exchange =>
    {
        exchange.Refuse(503);
        return Task.FromResult(true);
    });

    /// <summary>The request goes to the upstream directly, and the answer has an id that nobody knows.</summary>
    public static Lie Bypass(Uri upstream) => new(DoorSide.Requests, Every, IsStable, async exchange =>
    {
        using var answer = await exchange.SendAsync(exchange.Path[exchange.Path.IndexOf("/v1/", StringComparison.Ordinal)..], elsewhere: upstream);
        answer.Headers.Add("X-Switchyard-Request-Id", Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString("D"));
        await exchange.PassAsync(answer);
        return answer.IsSuccessStatusCode;
    });

    /// <summary>The request is sent twice.</summary>
    public static Lie Repeat() => new(DoorSide.Requests, Every, IsStable, async exchange =>
    {
        using var first = await exchange.SendAsync();
        await first.Content.ReadAsByteArrayAsync();
        await exchange.PassAsync();
        return first.IsSuccessStatusCode;
    });

    private static bool IsStable(Exchange exchange) => exchange.Path.StartsWith("/" + Yards.RigYard.Stable, StringComparison.Ordinal);
}
