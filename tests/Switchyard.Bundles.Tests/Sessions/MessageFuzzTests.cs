using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Switchyard.Bundles.Authorization.Protocol;
using Switchyard.Bundles.Endpoint.Messages;
using Switchyard.Bundles.Endpoint.Methods;
using Switchyard.Bundles.Endpoint.Requests;
using Switchyard.Bundles.Sessions.Clients;
using Switchyard.Bundles.Sessions.Messages;
using Switchyard.Fuzzing;
using Switchyard.Processes;

namespace Switchyard.Bundles.Tests.Sessions;

/// <summary>What servers and clients of MCP may send: messages, events that carry them, and headers. Both sides are strangers.</summary>
public sealed class MessageFuzzTests
{
    private const int LongestEvent = 512;

    private static readonly string[] Messages =
    [
        """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"git__log","arguments":{"n":12345678901234567890.5},"_meta":{"progressToken":"p","io.modelcontextprotocol/clientCapabilities":{"extensions":{}}}}}""",
        """{"jsonrpc":"2.0","id":"x","result":{"content":[{"type":"text","text":"Gr\u00fc\u00dfe 𝄞"}],"isError":false}}""",
        """{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":1,"progress":0.5}}""",
        """[{"jsonrpc":"2.0","id":2,"error":{"code":-32601,"message":"no"}},{"jsonrpc":"2.0","method":"ping","id":null}]""",
    ];

    private static readonly string[] Tokens =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\ud800", "\\u0000", "null", "true", "1e999", "1e99999999999", "-0", "\"id\":1,", "\"id\":1.5,", "\"id\":null,", "\"id\":[],", "\"method\":1,", "\"method\":\"ping\",", "\"params\":[],", "\"params\":{},", "\"_meta\":{},", "\"_meta\":1,",
        "\"jsonrpc\":\"1.0\",", "\"result\":{},", "\"error\":{},", "[[[[[[[[", "\n", "\r\n", "data: ", "event: ", ":", "id: 1\n", "\uFEFF", "é",
    ];

    [Fact]
    public void Messages_are_taken_apart_and_put_together_as_the_same() => FuzzRun.Check(
        FuzzPlan.Of(Messages, Tokens) with { AllowedBytesPerByte = 4_096 },
        static (input, _) =>
        {
            if (MessageParser.Parse(input) is not { } messages)
            {
                Holds.That(!System.Text.Unicode.Utf8.IsValid(input) || !IsMessage(input));
                return -1;
            }

            var kind = messages.Count;
            foreach (var message in messages)
            {
                // Members that are given twice are found when somebody looks, and then there is no message.
                if (Read(message) is not { } read)
                {
                    kind += 1000;
                    continue;
                }

                if (Bytes(message) is not { } bytes)
                {
                    kind += 2000;
                    continue;
                }

                Holds.That(!bytes.AsSpan().Contains((byte)'\n'));
                Holds.That(MessageParser.Parse(bytes) is [var again] && (!IsWhole(message) || IsSame(again, message)));
                kind = HashCode.Combine(kind, read.Fault?.Code, read.Message.IsRequest, read.TakesTasks);
            }

            return kind;
        },
        leastKinds: 6);

    [Fact]
    public void Events_are_the_same_wherever_they_are_cut() => FuzzRun.Check(
        FuzzPlan.Of(["event: message\ndata: {\"a\":1}\n\n: c\ndata: b\ndata:c\nid: 3\n\n", "data\r\n\r\nevent: endpoint\r\ndata: /m?s=1\r\n\r\ndata: tail", $"data: {new string('a', LongestEvent)}\n\n"], [.. Tokens, "\n\n", "\r\n\r\n", "data", "event", new string('x', 400)]),
        static (input, random) =>
        {
            var (events, isTooLong) = Events(input, random);
            var (again, isTooLongAgain) = Events(input, random);
            Holds.Equal(isTooLongAgain, isTooLong);
            Holds.Equal(again, events);
            var expected = Reference(input);
            Holds.That(isTooLong ? expected.StartsWith(events, StringComparison.Ordinal) : events == expected);
            return HashCode.Combine(isTooLong, events.Count(static c => c == '\n'));
        },
        leastKinds: 5);

    [Fact]
    public void Challenges_for_a_bearer() => FuzzRun.Check(
        FuzzPlan.Of(["""Bearer resource_metadata="https://s.example/.well-known/x", scope="a b" """, """Basic realm="Bearer", Bearer error="invalid_token", scope=a,Digest x=1"""], "Bearer", "bearer ", "\"", "\\", "=", ",", " ", "\t", "scope=", "resource_metadata=\"", "Basic"),
        static (input, _) =>
        {
            var text = Encoding.UTF8.GetString(input);
            var found = BearerChallenge.Find([text]);
            Holds.That(found is null || text.Contains("Bearer", StringComparison.OrdinalIgnoreCase));
            Holds.That(found?.Scope is null || found.Scope.Length <= text.Length);
            return HashCode.Combine(found is null, found?.Scope is null, found?.ResourceMetadata is null);
        },
        leastKinds: 4);

    [Fact]
    public void Headers_that_mirror_values_and_cursors_and_templates() => FuzzRun.Check(
        FuzzPlan.Of(["plain", "Grüße", " x ", "=?base64?eA==?=", "", "file:///{path}", "db://{+table}/rows{?id,n}"], "=?base64?", "?=", "=", " ", "\n", "\u0000", "é", "{", "}", "{+", "{/", ":", "tools:", "𝄞"),
        static (input, random) =>
        {
            var text = Encoding.UTF8.GetString(input);
            var headers = new HeaderDictionary { ["Mcp-Name"] = MirroredHeaders.Encode(text) };
            Holds.Equal(McpHeaders.ReadEncoded(headers, "Mcp-Name"), text);
            Holds.That(headers["Mcp-Name"].ToString().All(static c => c is >= ' ' and <= '~'));
            headers["Mcp-Name"] = text;
            _ = McpHeaders.ReadEncoded(headers, "Mcp-Name");

            string[] sorted = ["a", "b", "c", text.Length == 0 ? "d" : "d" + text];
            var size = random.Next(1, 4);
            var seen = new List<string>();
            string? cursor = null;
            do
            {
                Holds.That(Paging.TryCut(sorted, static key => key, "tools", cursor, size, out var page, out var next));
                seen.AddRange(page);
                cursor = next;
            }
            while (cursor is not null);

            Holds.That(seen.SequenceEqual(sorted));
            var isCursor = Paging.TryCut(sorted, static key => key, "tools", text, size, out _, out _);
            var matches = UriTemplate.IsMatch(text, text);
            Holds.That(!matches || text.Contains('{', StringComparison.Ordinal));
            return HashCode.Combine(isCursor, matches, headers["Mcp-Name"].ToString() == text);
        });

    // Lone surrogates are no text of the platform: a message with one is refused where it is read, and that is the document's exception.
    private static (RpcError? Fault, RpcMessage Message, bool TakesTasks)? Read(JsonObject message)
    {
        try
        {
            return (RpcMessage.Read(message, out var read), read, read.TakesTasks && read.ProgressToken is not null);
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    // Half of a surrogate pair in a name can be kept as it was written and not be written anew.
    private static byte[]? Bytes(JsonObject message)
    {
        try
        {
            return MessageWriter.Bytes(message);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // The platform does not compare numbers whose exponent is no 32-bit number; they are kept as they were written.
    private static bool IsSame(JsonObject one, JsonObject other)
    {
        try
        {
            return JsonNode.DeepEquals(one, other);
        }
        catch (ArgumentOutOfRangeException)
        {
            return one.ToJsonString() == other.ToJsonString();
        }
    }

    // In all of its objects; what is compared is looked at whole.
    private static bool IsWhole(JsonNode? node) => node switch
    {
        JsonObject value => MessageParser.IsWhole(value) && value.All(static member => IsWhole(member.Value)),
        JsonArray list => list.All(IsWhole),
        _ => true,
    };

    private static bool IsMessage(byte[] input)
    {
        try
        {
            using var document = JsonDocument.Parse(input, new JsonDocumentOptions { MaxDepth = 256 });
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static (string Events, bool IsTooLong) Events(byte[] input, Random random)
    {
        using var reader = new Switchyard.Bundles.Sessions.Messages.EventReader(new CutStream(input, random), LongestEvent);
        var all = new StringBuilder();
        try
        {
            while (reader.NextAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult() is var (type, data))
            {
                all.Append(type).Append(' ').Append(Convert.ToHexString(data)).Append('\n');
            }

            return (all.ToString(), false);
        }
        catch (LineTooLongException)
        {
            return (all.ToString(), true);
        }
    }

    // The standard's algorithm over all at once, without the ends of lines (CR alone) that no server sends.
    private static string Reference(byte[] input)
    {
        var all = new StringBuilder();
        var (type, data) = ("message", new List<byte[]>());
        var lines = Encoding.Latin1.GetString(input).Split('\n');
        // A CR at the very end has ended its line, whatever would have come behind it.
        foreach (var line in (lines[^1].EndsWith('\r') ? lines : lines[..^1]).Select(static line => line.EndsWith('\r') ? line[..^1] : line))
        {
            if (line.Length == 0)
            {
                all.Append(data.Count == 0 ? "" : $"{type} {Convert.ToHexString([.. data.Skip(1).Aggregate(data[0], static (one, two) => [.. one, (byte)'\n', .. two])])}\n");
                (type, data) = ("message", []);
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (field, value) = colon < 0 ? (line, "") : (line[..colon], line[(colon + 1)..]);
            value = value.StartsWith(' ') ? value[1..] : value;
            if (field == "data")
            {
                data.Add(Encoding.Latin1.GetBytes(value));
            }
            else if (field == "event")
            {
                type = value.Length == 0 ? "message" : Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(value));
            }
        }

        return all.ToString();
    }
}
