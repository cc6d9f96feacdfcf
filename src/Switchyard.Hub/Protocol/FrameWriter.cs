using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Switchyard.Model.Validation;

namespace Switchyard.Hub.Protocol;

/// <summary>Writes frames as JSON.</summary>
public static class FrameWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes <paramref name="frame"/> in UTF-8.</summary>
    public static void Write(IBufferWriter<byte> output, Frame frame)
    {
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteString("type", FrameTypes.NameOf(frame));
        switch (frame)
        {
            case HelloFrame hello:
                Hello(json, hello);
                break;
            case WelcomeFrame welcome:
                Welcome(json, welcome);
                break;
            case StateFrame state:
                State(json, state);
                break;
            case AckFrame ack:
                json.WriteNumber("seq", ack.Seq);
                json.WriteString("stateHash", ack.StateHash);
                break;
            case NackFrame nack:
                json.WriteNumber("seq", nack.Seq);
                json.WriteString("error", nack.Error);
                json.WriteNumber("keeping", nack.Keeping);
                break;
            case ResyncFrame resync:
                json.WriteString("reason", resync.Reason);
                break;
            case ReportFrame report:
                json.WritePropertyName("facts");
                json.WriteRawValue(report.Facts.Span, skipInputValidation: true);
                break;
            case GoAwayFrame goAway:
                json.WriteString("reason", goAway.Reason);
                json.WriteString("after", Durations.Format(goAway.After));
                break;
            default:
                break;
        }

        json.WriteEndObject();
    }

    /// <summary>As <see cref="Write"/>, into an array of its own.</summary>
    public static byte[] ToBytes(Frame frame)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        Write(buffer, frame);
        return buffer.WrittenSpan.ToArray();
    }

    private static void Hello(Utf8JsonWriter json, HelloFrame frame)
    {
        json.WriteNumber("protocol", frame.Version);
        json.WriteString("gatewayId", frame.GatewayId);
        json.WriteString("instanceId", frame.InstanceId);
        json.WriteString("bootId", frame.BootId);
        json.WriteString("epoch", frame.Epoch?.ToString("D"));
        json.WriteNumber("lastSeq", frame.LastSeq);
        json.WriteString("stateHash", frame.StateHash);
        json.WriteString("publicKey", frame.PublicKey);
        json.WriteString("product", frame.Product);
    }

    private static void Welcome(Utf8JsonWriter json, WelcomeFrame frame)
    {
        json.WriteNumber("protocol", Frame.Protocol);
        json.WriteString("mode", frame.Mode);
        json.WriteString("reason", frame.Reason);
        json.WriteNumber("head", frame.Head);
        json.WriteString("epoch", frame.Epoch);
        json.WriteString("heartbeat", Durations.Format(frame.Heartbeat));
        json.WriteNumber("window", frame.Window);
        json.WriteString("gatewayId", frame.GatewayId);
        json.WriteString("gateway", frame.Gateway);
        json.WriteString("connectionId", frame.ConnectionId);
        json.WriteString("node", frame.Node);
        json.WriteString("publicKey", frame.PublicKey);
    }

    private static void State(Utf8JsonWriter json, StateFrame frame)
    {
        json.WriteNumber("seq", frame.Seq);
        if (frame is EventFrame happened)
        {
            json.WriteString("eventId", happened.EventId);
            json.WriteString("event", happened.Event);
            json.WriteString("action", happened.Action);
            json.WriteString("entityId", happened.EntityId);
            json.WriteString("originatedAt", happened.OriginatedAt.UtcDateTime);
            json.WriteNumber("upTo", happened.UpTo);
        }
        else if (frame is SnapshotFrame snapshot)
        {
            json.WriteNumber("part", snapshot.Part);
            json.WriteBoolean("final", snapshot.Final);
        }

        json.WriteNumber("revision", frame.Revision);
        json.WriteStartObject("data");
        json.WriteStartArray("objects");
        foreach (var item in frame.Objects)
        {
            json.WriteStartObject();
            json.WriteString("kind", item.Kind);
            json.WriteString("id", item.Id);
            if (item.Value is { } value)
            {
                json.WritePropertyName("value");
                json.WriteRawValue(value.Span, skipInputValidation: true);
            }
            else
            {
                json.WriteBoolean("removed", true);
            }

            if (item.Sealed is not null)
            {
                json.WriteString("sealed", item.Sealed);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteString("stateHash", frame.StateHash);
    }
}
