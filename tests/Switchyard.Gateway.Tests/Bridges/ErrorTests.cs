using System.Text;
using System.Text.Json;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Bridges.Registry;
using Switchyard.Gateway.Tests.Streaming;
using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Tests.Bridges;

public sealed class ErrorTests
{
    private static readonly BridgeError Awkward = new(503, "no_healthy_key", "Nothing \"works\" \\ here,\n not even ü or \u0001.", "req-1");

    [Theory]
    [InlineData(400, "invalid_request_error", "invalid_request_error")]
    [InlineData(401, "authentication_error", "authentication_error")]
    [InlineData(403, "permission_error", "permission_error")]
    [InlineData(404, "invalid_request_error", "not_found_error")]
    [InlineData(413, "invalid_request_error", "request_too_large")]
    [InlineData(429, "rate_limit_error", "rate_limit_error")]
    [InlineData(501, "invalid_request_error", "invalid_request_error")]
    [InlineData(502, "server_error", "api_error")]
    [InlineData(503, "server_error", "overloaded_error")]
    [InlineData(504, "server_error", "timeout_error")]
    [InlineData(529, "server_error", "overloaded_error")]
    [Trait("criterion", "PRV-87")]
    public void Each_status_has_its_type(int status, string openAI, string anthropic)
    {
        var error = new BridgeError(status, "a_code", "Says what is wrong.");

        foreach (var format in (BridgeFormat[])[BridgeFormat.ChatCompletions, BridgeFormat.Responses])
        {
            var body = Parse(Bodies.Written(output => BridgeSet.Of(format).WriteError(error, output))).GetProperty("error");
            body.GetProperty("type").GetString().ShouldBe(openAI);
            body.GetProperty("code").GetString().ShouldBe("a_code");
            body.GetProperty("message").GetString().ShouldBe("Says what is wrong.");
            body.GetProperty("param").ValueKind.ShouldBe(JsonValueKind.Null);
        }

        var message = Parse(Bodies.Written(output => BridgeSet.Of(BridgeFormat.Messages).WriteError(error, output)));
        message.GetProperty("type").GetString().ShouldBe("error");
        message.GetProperty("error").GetProperty("type").GetString().ShouldBe(anthropic);
        message.GetProperty("error").GetProperty("code").GetString().ShouldBe("a_code");
        message.TryGetProperty("request_id", out _).ShouldBeFalse();
    }

    [Fact]
    [Trait("criterion", "PRV-87")]
    public void Awkward_texts_stay_valid_json()
    {
        foreach (var format in Enum.GetValues<BridgeFormat>().Where(static format => format != BridgeFormat.Mcp))
        {
            var body = Parse(Bodies.Written(output => BridgeSet.Of(format).WriteError(Awkward, output)));
            body.GetProperty("error").GetProperty("message").GetString().ShouldBe(Awkward.Message);
        }

        Parse(Bodies.Written(output => BridgeSet.Of(BridgeFormat.Messages).WriteError(Awkward, output))).GetProperty("request_id").GetString().ShouldBe("req-1");
    }

    [Fact]
    [Trait("criterion", "PRV-85")]
    public void A_broken_stream_ends_with_one_error_event_and_no_clean_end()
    {
        var chat = Failed(BridgeFormat.ChatCompletions, []);
        chat.Name.ShouldBe("");
        Parse(chat.Data).GetProperty("error").GetProperty("code").GetString().ShouldBe("no_healthy_key");

        var message = Failed(BridgeFormat.Messages, []);
        message.Name.ShouldBe("error");
        Parse(message.Data).GetProperty("error").GetProperty("type").GetString().ShouldBe("overloaded_error");

        var text = Encoding.UTF8.GetString(RecordedStreams.Responses);
        var half = Encoding.UTF8.GetBytes(text[..text.IndexOf("event: response.completed", StringComparison.Ordinal)]);
        var response = Failed(BridgeFormat.Responses, half);
        response.Name.ShouldBe("response.failed");
        var json = Parse(response.Data);
        json.GetProperty("type").GetString().ShouldBe("response.failed");
        json.GetProperty("sequence_number").GetInt64().ShouldBe(5);
        json.GetProperty("response").GetProperty("id").GetString().ShouldBe("resp_1");
        json.GetProperty("response").GetProperty("created_at").GetInt64().ShouldBe(1700000000);
        json.GetProperty("response").GetProperty("status").GetString().ShouldBe("failed");
        json.GetProperty("response").GetProperty("error").GetProperty("code").GetString().ShouldBe("no_healthy_key");

        Parse(Failed(BridgeFormat.Responses, []).Data).GetProperty("sequence_number").GetInt64().ShouldBe(0);
    }

    [Fact]
    [Trait("criterion", "PRV-84")]
    public void Heartbeats_are_what_the_dialect_has()
    {
        foreach (var format in (BridgeFormat[])[BridgeFormat.ChatCompletions, BridgeFormat.Responses])
        {
            var bytes = BridgeSet.Of(format).Heartbeat.ToArray();
            Sse.Run(bytes, [bytes.Length]).Events.ShouldBeEmpty();
            Encoding.UTF8.GetString(bytes).ShouldStartWith(":");
            Encoding.UTF8.GetString(bytes).ShouldEndWith("\n\n");
        }

        var ping = BridgeSet.Of(BridgeFormat.Messages).Heartbeat.ToArray();
        var single = Sse.Run(ping, [ping.Length]).Events.ShouldHaveSingleItem();
        single.Name.ShouldBe("ping");
        Parse(single.Data).GetProperty("type").GetString().ShouldBe("ping");
    }

    private static Sse.Event Failed(BridgeFormat format, byte[] before)
    {
        var meter = Meters.Stream(format, before).Meter;
        var bytes = Encoding.UTF8.GetBytes(Bodies.Written(output => BridgeSet.Of(format).WriteStreamError(Awkward, meter, output)));
        return Sse.Run(bytes, [bytes.Length]).Events.ShouldHaveSingleItem();
    }

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;
}
