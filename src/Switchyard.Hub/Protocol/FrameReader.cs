using System.Runtime.InteropServices;
using System.Text.Json;

namespace Switchyard.Hub.Protocol;

/// <summary>Reads frames. Members it does not know are left alone; members it knows must be right.</summary>
public static class FrameReader
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64 };

    /// <summary>Reads one frame.</summary>
    /// <exception cref="FrameException">It is not JSON, or a member is missing or wrong; the message names it.</exception>
    public static Frame Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, Options);
            var json = new FrameFields(document.RootElement);
            return json.Text("type") switch
            {
                "hello" => Hello(json),
                "welcome" => Welcome(json),
                "snapshot" => Snapshot(json),
                "event" => Event(json),
                "bookmark" => new BookmarkFrame { Seq = json.Count("seq"), Revision = json.Count("revision"), Objects = Objects(json), StateHash = json.OptionalText("stateHash", 128) },
                "ack" => new AckFrame(json.Count("seq"), json.OptionalText("stateHash", 128)),
                "nack" => new NackFrame(json.Count("seq"), json.Prose("error", 2000) ?? "no reason given", json.Count("keeping")),
                "resync" => new ResyncFrame(json.Text("reason", 64)),
                "report" => new ReportFrame(Raw(json.Object("facts"))),
                "goaway" => new GoAwayFrame(json.Text("reason", 64), json.Duration("after")),
                "ping" => new PingFrame(),
                "pong" => new PongFrame(),
                var other => new UnknownFrame(other),
            };
        }
        catch (JsonException fault)
        {
            // The reader's own message repeats what stands there, however long it is and whatever it is.
            throw new FrameException($"Not a frame: no JSON, or nested too deep, at line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}.", fault);
        }
    }

    private static HelloFrame Hello(FrameFields json)
    {
        var boot = json.Name("bootId", 64);
        return new HelloFrame
        {
            Version = (int)Math.Min(json.Count("protocol", Frame.Protocol), int.MaxValue),
            GatewayId = json.OptionalName("gatewayId", 128),
            // Who has no name of its own over its starts is a new one with each.
            InstanceId = json.OptionalName("instanceId", 64) ?? boot,
            BootId = boot,
            Epoch = Epoch(json),
            LastSeq = json.Count("lastSeq", 0),
            StateHash = json.OptionalText("stateHash", 128),
            PublicKey = json.OptionalText("publicKey", 1024),
            Product = json.OptionalText("product", 64),
        };
    }

    // An epoch that is none is not the present one: it leads to a snapshot and not to an error.
    private static Guid? Epoch(FrameFields json) =>
        json.OptionalText("epoch", 128) is not { } text ? null : Guid.TryParseExact(text.Trim(), "D", out var epoch) ? epoch : Guid.Empty;

    private static WelcomeFrame Welcome(FrameFields json) => new()
    {
        Mode = json.Text("mode", 32),
        Reason = json.OptionalText("reason", 128),
        Head = json.Count("head"),
        Epoch = json.Id("epoch"),
        Heartbeat = json.Duration("heartbeat"),
        Window = (int)Math.Min(json.Count("window"), int.MaxValue),
        GatewayId = json.Id("gatewayId"),
        Gateway = json.Text("gateway", 128),
        ConnectionId = json.Id("connectionId"),
        Node = json.Text("node", 256),
        PublicKey = json.OptionalText("publicKey", 1024),
    };

    private static SnapshotFrame Snapshot(FrameFields json) => new()
    {
        Seq = json.Count("seq"),
        Revision = json.Count("revision"),
        Part = (int)Math.Min(json.Count("part"), int.MaxValue),
        Final = json.Flag("final"),
        Objects = Objects(json),
        StateHash = json.OptionalText("stateHash", 128),
    };

    private static EventFrame Event(FrameFields json) => new()
    {
        Seq = json.Count("seq"),
        Revision = json.Count("revision"),
        EventId = json.Id("eventId"),
        Event = json.Text("event", 256),
        Action = json.Text("action", 64),
        EntityId = json.Text("entityId", 256),
        OriginatedAt = json.Time("originatedAt"),
        UpTo = json.Count("upTo"),
        Objects = Objects(json),
        StateHash = json.OptionalText("stateHash", 128),
    };

    private static List<FrameObject> Objects(FrameFields json)
    {
        var objects = new List<FrameObject>();
        foreach (var item in new FrameFields(json.Object("data")).List("objects"))
        {
            var fields = new FrameFields(item);
            ReadOnlyMemory<byte>? value = fields.Flag("removed", false) ? default(ReadOnlyMemory<byte>?) : Raw(fields.Object("value"));
            objects.Add(new FrameObject(fields.Text("kind", 64), fields.Text("id", 256), value, fields.OptionalText("sealed", int.MaxValue)));
        }

        return objects;
    }

    // Exactly the bytes that came: the hash of a state is a hash of these.
    private static byte[] Raw(JsonElement element) => JsonMarshal.GetRawUtf8Value(element).ToArray();
}
