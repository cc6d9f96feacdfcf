using Switchyard.Simulator.Content;

namespace Switchyard.Simulator.Tests.OpenAI;

public sealed class ChatCompletionsTests : SimulatorFixture
{
    private const string Path = "/v1/chat/completions";

    [Fact]
    public async Task A_blocking_answer_is_the_text_of_the_prompt()
    {
        var answer = await JsonAsync(Path, Chat());

        var choice = answer.GetProperty("choices")[0];
        choice.GetProperty("message").GetProperty("content").GetString().ShouldBe(SimulatedText.For(SimulatedText.SeedOf("hello yard"), 24));
        choice.GetProperty("finish_reason").GetString().ShouldBe("stop");
        answer.GetProperty("object").GetString().ShouldBe("chat.completion");
        answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32().ShouldBe(24);
    }

    [Fact]
    public async Task A_stream_carries_the_same_text_and_ends_with_done()
    {
        var events = await EventsAsync(Path, Chat("sim-seed-7-tokens-200", stream: true));

        events[^1].Data.ShouldBe("[DONE]");
        Text(events).ShouldBe(SimulatedText.For(7, 200));
        events.Select(item => item.Data).ShouldNotContain(data => data.Contains("usage"));
    }

    [Fact]
    public async Task Usage_comes_in_an_extra_chunk_when_asked_for()
    {
        var events = await EventsAsync(Path, Chat("sim-input-50-cached-30-reasoning-5-tokens-9-audio-1-accepted-2-rejected-3", stream: true,
            ""","stream_options":{"include_usage":true}"""));

        var last = JsonDocument.Parse(events[^2].Data).RootElement;
        last.GetProperty("choices").GetArrayLength().ShouldBe(0);
        var usage = last.GetProperty("usage");
        usage.GetProperty("prompt_tokens").GetInt32().ShouldBe(50);
        usage.GetProperty("completion_tokens").GetInt32().ShouldBe(14);
        usage.GetProperty("total_tokens").GetInt32().ShouldBe(64);
        usage.GetProperty("prompt_tokens_details").GetProperty("cached_tokens").GetInt32().ShouldBe(30);
        var details = usage.GetProperty("completion_tokens_details");
        details.GetProperty("reasoning_tokens").GetInt32().ShouldBe(5);
        details.GetProperty("audio_tokens").GetInt32().ShouldBe(1);
        details.GetProperty("accepted_prediction_tokens").GetInt32().ShouldBe(2);
        details.GetProperty("rejected_prediction_tokens").GetInt32().ShouldBe(3);
        JsonDocument.Parse(events[0].Data).RootElement.GetProperty("usage").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Several_choices_have_texts_of_their_own()
    {
        var answer = await JsonAsync(Path, Chat("sim-seed-3-tokens-4", more: ""","n":2"""));

        answer.GetProperty("choices")[1].GetProperty("message").GetProperty("content").GetString().ShouldBe(SimulatedText.For(4, 4));
        answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32().ShouldBe(8);
        var events = await EventsAsync(Path, Chat("sim-seed-3-tokens-4", stream: true, ""","n":2"""));
        Text(events, choice: 1).ShouldBe(SimulatedText.For(4, 4));
    }

    [Fact]
    public async Task Tool_calls_name_declared_tools_and_their_arguments_join_to_json()
    {
        const string tools = ""","tools":[{"type":"function","function":{"name":"get_weather"}},{"type":"function","function":{"name":"get_time"}}]""";
        var answer = await JsonAsync(Path, Chat("sim-tools-2", more: tools));

        var calls = answer.GetProperty("choices")[0].GetProperty("message").GetProperty("tool_calls");
        calls.EnumerateArray().Select(call => call.GetProperty("function").GetProperty("name").GetString()).ShouldBe(["get_weather", "get_time"]);
        answer.GetProperty("choices")[0].GetProperty("finish_reason").GetString().ShouldBe("tool_calls");

        var events = await EventsAsync(Path, Chat("sim-tools-2", stream: true, tools));
        var joined = string.Concat(Deltas(events).SelectMany(delta => delta.TryGetProperty("tool_calls", out var list) ? list.EnumerateArray() : default)
            .Where(call => call.GetProperty("index").GetInt32() == 1)
            .Select(call => call.GetProperty("function").GetProperty("arguments").GetString()));
        joined.ShouldBe(calls[1].GetProperty("function").GetProperty("arguments").GetString());
        JsonDocument.Parse(joined).RootElement.ValueKind.ShouldBe(JsonValueKind.Object);
    }

    [Fact]
    public async Task A_conversation_that_ends_with_a_tool_result_is_answered_with_text()
    {
        var answer = await JsonAsync(Path,
            """{"model":"sim-tools-1","messages":[{"role":"user","content":"hi"},{"role":"tool","tool_call_id":"call_1","content":"42"}]}""");

        answer.GetProperty("choices")[0].GetProperty("finish_reason").GetString().ShouldBe("stop");
    }

    [Fact]
    public async Task The_requests_own_limit_shortens_the_answer()
    {
        var answer = await JsonAsync(Path, Chat("sim-seed-1", more: ""","max_completion_tokens":5"""));

        answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString().ShouldBe(SimulatedText.For(1, 5));
        answer.GetProperty("choices")[0].GetProperty("finish_reason").GetString().ShouldBe("length");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("""{"messages":[]}""")]
    public async Task A_bad_body_is_refused_in_the_dialect(string body)
    {
        using var response = await SendAsync(Path, body);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var error = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(Ending)).RootElement.GetProperty("error");
        error.GetProperty("type").GetString().ShouldBe("invalid_request_error");
    }

    [Fact]
    public async Task Equal_requests_get_equal_bytes()
    {
        using var first = await SendAsync(Path, Chat(stream: true));
        using var second = await SendAsync(Path, Chat(stream: true));

        (await first.Content.ReadAsByteArrayAsync(Ending)).ShouldBe(await second.Content.ReadAsByteArrayAsync(Ending));
    }

    private static string Text(List<SseItem<string>> events, int choice = 0) =>
        string.Concat(Deltas(events, choice).Select(delta => delta.TryGetProperty("content", out var content) ? content.GetString() : ""));

    private static IEnumerable<JsonElement> Deltas(List<SseItem<string>> events, int choice = 0) => events
        .Where(item => item.Data != "[DONE]")
        .SelectMany(item => JsonDocument.Parse(item.Data).RootElement.GetProperty("choices").EnumerateArray())
        .Where(item => item.GetProperty("index").GetInt32() == choice)
        .Select(item => item.GetProperty("delta"));
}
