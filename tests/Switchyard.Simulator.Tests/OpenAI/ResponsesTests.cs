using Switchyard.Simulator.Content;

namespace Switchyard.Simulator.Tests.OpenAI;

public sealed class ResponsesTests : SimulatorFixture
{
    private const string Path = "/v1/responses";

    [Fact]
    public async Task A_blocking_answer_has_text_and_usage()
    {
        var answer = await JsonAsync(Path, """{"model":"sim-tokens-6-cached-4-reasoning-2-input-10","input":"hello yard"}""");

        answer.GetProperty("status").GetString().ShouldBe("completed");
        var output = answer.GetProperty("output");
        output[0].GetProperty("type").GetString().ShouldBe("reasoning");
        output[1].GetProperty("content")[0].GetProperty("text").GetString().ShouldBe(SimulatedText.For(SimulatedText.SeedOf("hello yard"), 6));
        var usage = answer.GetProperty("usage");
        usage.GetProperty("input_tokens_details").GetProperty("cached_tokens").GetInt32().ShouldBe(4);
        usage.GetProperty("output_tokens").GetInt32().ShouldBe(8);
        usage.GetProperty("output_tokens_details").GetProperty("reasoning_tokens").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task A_stream_has_the_whole_sequence_of_events()
    {
        var events = await EventsAsync(Path, """{"model":"sim-tokens-2-seed-5","stream":true,"input":[{"role":"user","content":[{"type":"input_text","text":"hi"}]}]}""");

        events.Select(item => item.EventType).ShouldBe(
        [
            "response.created", "response.in_progress", "response.output_item.added", "response.content_part.added", "response.output_text.delta",
            "response.output_text.delta", "response.output_text.done", "response.content_part.done", "response.output_item.done", "response.completed",
        ]);
        var data = events.Select(item => JsonDocument.Parse(item.Data).RootElement).ToList();
        data.Select(item => item.GetProperty("sequence_number").GetInt32()).ShouldBe(Enumerable.Range(0, 10));
        data.Zip(events).ShouldAllBe(pair => pair.First.GetProperty("type").GetString() == pair.Second.EventType);
        string.Concat(data.Where(item => item.TryGetProperty("delta", out _)).Select(item => item.GetProperty("delta").GetString())).ShouldBe(SimulatedText.For(5, 2));
        data[^1].GetProperty("response").GetProperty("usage").GetProperty("output_tokens").GetInt32().ShouldBe(2);
        data[^1].GetProperty("response").GetProperty("output")[0].GetProperty("content")[0].GetProperty("text").GetString().ShouldBe(SimulatedText.For(5, 2));
    }

    [Fact]
    public async Task A_function_call_streams_its_arguments()
    {
        var events = await EventsAsync(Path, """{"model":"sim-tools-1","stream":true,"input":"hi","tools":[{"type":"function","name":"look"}]}""");

        var data = events.Select(item => JsonDocument.Parse(item.Data).RootElement).ToList();
        var whole = data.Single(item => item.GetProperty("type").GetString() == "response.function_call_arguments.done").GetProperty("arguments").GetString();
        string.Concat(data.Where(item => item.GetProperty("type").GetString() == "response.function_call_arguments.delta")
            .Select(item => item.GetProperty("delta").GetString())).ShouldBe(whole);
        data[^1].GetProperty("response").GetProperty("output")[0].GetProperty("name").GetString().ShouldBe("look");
    }

    [Theory]
    [InlineData("incomplete", "response.incomplete")]
    [InlineData("failed", "response.failed")]
    [InlineData("error", "error")]
    public async Task Bad_ends_have_their_own_last_event(string fault, string last)
    {
        var events = await EventsAsync(Path, $$"""{"model":"sim-fault-{{fault}}-after-4","stream":true,"input":"hi"}""");

        events[^1].EventType.ShouldBe(last);
        events.ShouldNotContain(item => item.EventType == "response.completed");
    }

    [Fact]
    public async Task A_response_can_be_read_again_and_deleted()
    {
        var answer = await JsonAsync(Path, """{"model":"sim","input":"hi"}""");
        var id = answer.GetProperty("id").GetString();

        var again = await Client.GetStringAsync(new Uri($"/v1/responses/{id}", UriKind.Relative), Ending);
        again.ShouldBe(answer.GetRawText());
        using var deleted = await Client.DeleteAsync(new Uri($"/v1/responses/{id}", UriKind.Relative), Ending);
        deleted.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var gone = await Client.GetAsync(new Uri($"/v1/responses/{id}", UriKind.Relative), Ending);
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
