using System.Text;
using System.Text.Json.Nodes;

namespace Switchyard.Faults.SeededBugs;

/// <summary>Lies towards those who talk in chats.</summary>
internal static class ChatLies
{
    private const int Every = 4;

    /// <summary>Something else is said.</summary>
    public static Lie Misquote() => new(DoorSide.Requests, Every, IsMessage, async exchange =>
    {
        var body = JsonNode.Parse(exchange.Body)!;
        body["content"] = (string)body["content"]! + "!";
        using var answer = await exchange.SendAsync(changed: Encoding.UTF8.GetBytes(body.ToJsonString()));
        await exchange.PassAsync(answer);
        return answer.IsSuccessStatusCode;
    });

    /// <summary>The seventh event of each turn is left out.</summary>
    public static Lie Drop() => EventLies.Tell(DoorSide.Requests, IsMessage, static frame => frame.Contains("data:", StringComparison.Ordinal), static number => number == 7, static (frame, isChosen) => isChosen ? [] : [frame]);

    private static bool IsMessage(Exchange exchange) => exchange.Method == "POST" && exchange.Path.EndsWith("/messages", StringComparison.Ordinal);
}
