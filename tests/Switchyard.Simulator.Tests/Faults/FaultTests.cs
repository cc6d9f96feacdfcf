using Switchyard.Simulator.Journal;

namespace Switchyard.Simulator.Tests.Faults;

public sealed class FaultTests : SimulatorFixture
{
    private const string Path = "/v1/chat/completions";

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(529)]
    public async Task A_status_comes_with_the_dialects_error(int status)
    {
        using var openAI = await SendAsync(Path, Chat($"sim-fault-{status}"));
        using var anthropic = await SendAsync("/v1/messages", Message($"sim-fault-{status}"));

        ((int)openAI.StatusCode).ShouldBe(status);
        ((int)anthropic.StatusCode).ShouldBe(status);
        openAI.Headers.RetryAfter.ShouldBeNull();
        (await openAI.Content.ReadAsStringAsync(Ending)).ShouldStartWith("""{"error":{"message":""");
        (await anthropic.Content.ReadAsStringAsync(Ending)).ShouldStartWith("""{"type":"error","error":{"type":""");
    }

    [Theory]
    [InlineData("7", "Retry-After", "^7$")]
    [InlineData("1500ms", "retry-after-ms", "^1500$")]
    [InlineData("date7", "Retry-After", "^[A-Z][a-z]{2}, .* GMT$")]
    public async Task Retry_after_has_three_forms(string directive, string header, string form)
    {
        using var response = await SendAsync(Path, Chat($"sim-fault-429-retry-{directive}"));

        response.Headers.GetValues(header).Single().ShouldMatch(form);
    }

    [Fact]
    public async Task A_reset_comes_before_the_first_byte()
    {
        await Should.ThrowAsync<HttpRequestException>(() => SendAsync(Path, Chat("sim-fault-reset")));

        (await Server.Log.Last.Completion).ShouldBe(RequestOutcome.Broken);
        Server.Log.Last.BytesSent.ShouldBe(0);
    }

    [Fact]
    public async Task A_hang_ends_when_the_client_leaves()
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Ending);
        var pending = Client.SendAsync(Post(Path, Chat("sim-fault-hang")), leaving.Token);
        var received = await Server.Log.WaitForAsync(_ => true, Ending);

        await leaving.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => pending);
        (await received.Completion.WaitAsync(Ending)).ShouldBe(RequestOutcome.ClientDisconnected);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(26)]
    public async Task A_cut_delivers_every_event_before_it_and_no_end(int events)
    {
        var whole = await WholeAsync(Chat("sim", stream: true));
        var (bytes, error) = await ReadToEndAsync(Chat($"sim-fault-cut-after-{events}", stream: true));

        error.ShouldNotBeNull();
        Normal(bytes).ShouldBe(string.Concat(Normal(whole).Split("\n\n").Take(events).Select(item => item + "\n\n")));
    }

    [Fact]
    public async Task A_cut_is_exact_to_the_byte()
    {
        var whole = await WholeAsync(Chat("sim", stream: true));
        for (var place = 0; place < whole.Length; place += 97)
        {
            var (bytes, error) = await ReadToEndAsync(Chat("sim", stream: true), ("x-sim-fault", "cut"), ("x-sim-after-bytes", place.ToString()));

            error.ShouldNotBeNull();
            bytes.ShouldBe(whole[..place]);
        }
    }

    [Fact]
    public async Task A_cut_of_a_blocking_answer_loses_its_second_half()
    {
        var whole = await WholeAsync(Chat("sim"));
        var (bytes, error) = await ReadToEndAsync(Chat("sim"), ("x-sim-fault", "cut"));

        error.ShouldNotBeNull();
        bytes.ShouldBe(whole[..(whole.Length / 2)]);
    }

    [Fact]
    public async Task An_early_end_is_a_clean_message_without_the_final_events()
    {
        var events = await EventsAsync(Path, Chat("sim-fault-end-after-3", stream: true));

        events.Count.ShouldBe(3);
        Server.Log.Last.Outcome.ShouldBe(RequestOutcome.Broken);
    }

    [Fact]
    public async Task A_stall_stays_open_until_the_client_leaves()
    {
        using var response = await SendAsync(Path, Chat("sim-fault-stall-after-2", stream: true));
        var stream = await response.Content.ReadAsStreamAsync(Ending);
        await using (var events = SseParser.Create(stream).EnumerateAsync(Ending).GetAsyncEnumerator(Ending))
        {
            (await events.MoveNextAsync()).ShouldBeTrue();
            (await events.MoveNextAsync()).ShouldBeTrue();
        }

        Server.Log.Last.Outcome.ShouldBe(RequestOutcome.Running);
        response.Dispose();
        (await Server.Log.Last.Completion.WaitAsync(Ending)).ShouldBe(RequestOutcome.ClientDisconnected);
    }

    [Fact]
    public async Task An_error_event_ends_the_stream_in_the_dialect()
    {
        var openAI = await EventsAsync(Path, Chat("sim-fault-error-after-3", stream: true));
        var anthropic = await EventsAsync("/v1/messages", Message("sim-fault-error-after-3", stream: true));

        openAI.Count.ShouldBe(4);
        openAI[^1].Data.ShouldStartWith("""{"error":""");
        anthropic[^1].EventType.ShouldBe("error");
    }

    [Fact]
    public async Task Malformed_unknown_and_huge_events_do_not_end_the_stream()
    {
        var usual = (await EventsAsync(Path, Chat("sim", stream: true))).Select(item => item.Data).ToList();
        foreach (var (fault, check) in new (string, Action<SseItem<string>>)[]
        {
            ("malformed", item => Should.Throw<JsonException>(() => JsonDocument.Parse(item.Data))),
            ("unknown", item => item.EventType.ShouldBe("sim.unknown")),
            ("huge-size-2000000", item => item.Data.Length.ShouldBeGreaterThan(2_000_000)),
        })
        {
            var events = await EventsAsync(Path, Chat($"sim-after-5-fault-{fault}", stream: true));

            check(events[5]);
            events.RemoveAt(5);
            events.Count.ShouldBe(usual.Count);
        }
    }

    [Fact]
    public async Task Missing_usage_and_missing_end_are_possible()
    {
        (await JsonAsync(Path, Chat("sim-usage-off"))).TryGetProperty("usage", out _).ShouldBeFalse();
        (await EventsAsync(Path, Chat("sim-done-off", stream: true)))[^1].Data.ShouldNotBe("[DONE]");
        (await EventsAsync("/v1/messages", Message("sim-done-off", stream: true)))[^1].EventType.ShouldBe("message_delta");
    }

    [Fact]
    public async Task A_redirect_points_elsewhere()
    {
        using var response = await SendAsync(Path, Chat("sim"), ("x-sim-fault", "307"), ("x-sim-location", "http://elsewhere.invalid/"));

        response.StatusCode.ShouldBe(HttpStatusCode.TemporaryRedirect);
        response.Headers.Location.ShouldBe(new Uri("http://elsewhere.invalid/"));
    }

    [Theory]
    [InlineData("eol-crlf")]
    [InlineData("eol-cr")]
    [InlineData("comments-2")]
    [InlineData("bom-on")]
    [InlineData("multiline-on")]
    [InlineData("chunk-3")]
    [InlineData("chunk-1-eol-crlf-bom-on-comments-1-multiline-on")]
    public async Task Every_spelling_means_the_same(string form)
    {
        var usual = await EventsAsync(Path, Chat("sim", stream: true));
        var other = await EventsAsync(Path, Chat("sim-" + form, stream: true));

        other.Select(item => Canonical(item.Data)).ShouldBe(usual.Select(item => Canonical(item.Data).Replace("\"sim\"", $"\"sim-{form}\"", StringComparison.Ordinal)));
        (await WholeAsync(Chat("sim-" + form, stream: true))).ShouldNotBe(await WholeAsync(Chat("sim", stream: true)));
    }

    private async Task<byte[]> WholeAsync(string body)
    {
        using var response = await SendAsync(Path, body);
        return await response.Content.ReadAsByteArrayAsync(Ending);
    }

    private async Task<(byte[] Bytes, Exception? Error)> ReadToEndAsync(string body, params (string Name, string Value)[] headers)
    {
        using var response = await SendAsync(Path, body, headers);
        using var bytes = new MemoryStream();
        try
        {
            await (await response.Content.ReadAsStreamAsync(Ending)).CopyToAsync(bytes, Ending);
            return (bytes.ToArray(), null);
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            return (bytes.ToArray(), error);
        }
    }

    private static string Canonical(string data) => data == "[DONE]" ? data : JsonSerializer.Serialize(JsonDocument.Parse(data).RootElement);

    private static string Normal(byte[] bytes) =>
        System.Text.RegularExpressions.Regex.Replace(System.Text.Encoding.UTF8.GetString(bytes), "\"model\":\"[^\"]*\"", "", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
}
