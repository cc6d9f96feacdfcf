using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Switchyard.Edge.Options;
using Switchyard.Edge.Tests.Rigs;
using Switchyard.Edge.Usage;
using Switchyard.Gateway.Recording;
using Switchyard.Hub.Usage;
using Switchyard.Model.Access;
using Switchyard.Simulator;
using Switchyard.Storage.Recording;
using Switchyard.Testing.Runs;

namespace Switchyard.Edge.Tests.Usage;

/// <summary>What an edge records comes to its control plane, whatever happens on the way.</summary>
public sealed class UsageTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("switchyard-edge-usage-").FullName;
    private readonly ConcurrentDictionary<Guid, int> _ended = new();
    private readonly Channel<UsageBatch> _batches = Channel.CreateUnbounded<UsageBatch>();
    private SimulatorServer _simulator = null!;
    private ScriptedControlPlane _plane = null!;
    private YardModel _yard = null!;

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _simulator = await SimulatorServer.StartAsync(cancellationToken: Ended);
        _plane = await ScriptedControlPlane.StartAsync();
        _plane.Usage = TakeAsync;
        _yard = new YardModel(_simulator.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await _plane.DisposeAsync();
        await _simulator.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    [Trait("criterion", "HUB-78")]
    public async Task Every_request_comes_with_its_usage_and_the_key_of_its_texts()
    {
        await using var edge = await StartAsync();
        await edge.ShouldAnswerAsync(HttpStatusCode.OK);
        var (life, end) = await NextEndAsync();
        (end.Row.Status, end.Row.Provider, end.Row.ProviderId, end.Row.LifeId).ShouldBe(("completed", "sim", YardModel.Provider, life.Id));
        end.Row.InputTokens.ShouldBeGreaterThan(0);

        var hash = new byte[32];
        AccessToken.Hash(_plane.Token.Reveal(), hash);
        LifeKeyEnvelope.TryOpen(hash, life.Id, life.Key, out var key).ShouldBeTrue();
        hash[0] ^= 1;
        LifeKeyEnvelope.TryOpen(hash, life.Id, life.Key, out _).ShouldBeFalse();
        key!.Length.ShouldBe(TextSealer.KeyBytes);
    }

    [Fact]
    [Trait("criterion", "HUB-78")]
    public async Task What_was_recorded_without_contact_comes_after_a_restart_and_its_life_is_ended()
    {
        await using (var first = await StartAsync())
        {
            _plane.Usage = static context => Task.FromResult(context.Response.StatusCode = 401);
            await first.ShouldAnswerAsync(HttpStatusCode.OK);
            await first.ShouldAnswerAsync(HttpStatusCode.OK);
        }

        _ended.ShouldBeEmpty();
        _plane.Usage = TakeAsync;
        await using var second = await EdgeRig.StartAsync(_plane.Address, _plane.Token, _directory, _yard);
        var lives = new HashSet<Guid>();
        while (true)
        {
            var batch = await _batches.Reader.ReadAsync(Ended).AsTask().WaitAsync(Patience.Longest, Ended);
            lives.UnionWith(batch.Records.Select(record => record.Row.LifeId));
            if (batch.Ended.Count > 0)
            {
                batch.Ended.ShouldBe(lives);
                break;
            }
        }

        _ended.Count.ShouldBe(2);
        (await _plane.AcceptAsync()).Hello.LastSeq.ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "HUB-78")]
    public async Task An_answer_that_was_lost_makes_the_batch_come_again()
    {
        await using var edge = await StartAsync();
        var lost = 0;
        _plane.Usage = async context =>
        {
            var batch = await ReadAsync(context);
            await TakeAsync(batch);
            if (batch.Records.Any(record => record.IsEnd) && Interlocked.Increment(ref lost) <= 2)
            {
                context.Abort();
                return;
            }

            await AnswerAsync(context, null, batch.Records.Count);
        };
        await edge.ShouldAnswerAsync(HttpStatusCode.OK);
        var first = await NextEndAsync();
        var again = await NextEndAsync();
        again.End.Row.Id.ShouldBe(first.End.Row.Id);
    }

    [Fact]
    [Trait("criterion", "HUB-78")]
    public async Task A_batch_that_is_too_large_comes_in_halves()
    {
        using var sink = Sink();
        var sizes = new List<int>();
        _plane.Usage = async context =>
        {
            var batch = await ReadAsync(context);
            sizes.Add(batch.Records.Count);
            await AnswerAsync(context, batch.Records.Count > 3 ? (413, "body_too_large") : null, batch.Records.Count);
        };
        var records = Enumerable.Range(0, 8).Select(_ => End()).ToList();
        await Should.ThrowAsync<BatchTooLargeException>(() => sink.WriteAsync([LifeRow], records, Ended));
        (await sink.WriteAsync([LifeRow], records[..3], Ended)).ShouldBe(0);
        sizes.ShouldBe([8, 3]);

        // What is known to be too large is not even sent.
        var huge = End() with { Texts = [new InterceptionTextRow { InterceptionId = Guid.Empty, Kind = "prompt", Sealed = new byte[3 << 20] }] };
        await Should.ThrowAsync<BatchTooLargeException>(() => sink.WriteAsync([LifeRow], [huge, huge], Ended));
        sizes.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(400, "invalid_request", typeof(UsageRefusedException))]
    [InlineData(409, "foreign_usage", typeof(UsageRefusedException))]
    [InlineData(422, "usage_not_writable", typeof(UsageRefusedException))]
    [InlineData(413, "body_too_large", typeof(BatchTooLargeException))]
    [InlineData(401, "unauthorized", typeof(RecordSinkAwayException))]
    [InlineData(403, "gateway_disabled", typeof(RecordSinkAwayException))]
    [InlineData(404, "gateway_deleted", typeof(RecordSinkAwayException))]
    [InlineData(404, "", typeof(RecordSinkAwayException))]
    [InlineData(400, "", typeof(RecordSinkAwayException))]
    [InlineData(429, "rate_limited", typeof(RecordSinkAwayException))]
    [InlineData(500, "internal_error", typeof(RecordSinkAwayException))]
    [InlineData(503, "database_unavailable", typeof(RecordSinkAwayException))]
    [InlineData(200, "not json", typeof(RecordSinkAwayException))]
    [Trait("criterion", "HUB-78")]
    public async Task Only_a_nodes_word_about_the_content_gives_a_record_up(int status, string code, Type expected)
    {
        using var sink = Sink();
        _plane.Usage = context => AnswerAsync(context, (status, code));
        var fault = await Should.ThrowAsync<Exception>(() => sink.WriteAsync([LifeRow], [End()], Ended));
        fault.ShouldBeOfType(expected);
        if (status is 401 or 403 or 404)
        {
            ((RecordSinkAwayException)fault).RetryAfter.ShouldBe(new ReconnectOptions().Refused);
        }
    }

    [Fact]
    [Trait("criterion", "HUB-78")]
    public async Task A_record_that_is_refused_is_found_and_set_aside_and_the_others_arrive()
    {
        await using var edge = await StartAsync();
        _plane.Usage = static context => Task.FromResult(context.Response.StatusCode = 503);
        for (var i = 0; i < 5; i++)
        {
            await edge.ShouldAnswerAsync(HttpStatusCode.OK);
        }

        var bad = default(Guid?);
        _plane.Usage = async context =>
        {
            var batch = await ReadAsync(context);
            bad ??= batch.Records.FirstOrDefault(record => record.IsEnd)?.Row.Id;
            if (batch.Records.Any(record => record.Row.Id == bad))
            {
                await AnswerAsync(context, (400, "invalid_request"));
                return;
            }

            await TakeAsync(batch);
            await AnswerAsync(context, null, batch.Records.Count);
        };
        while (_ended.Count < 4)
        {
            await _batches.Reader.ReadAsync(Ended).AsTask().WaitAsync(Patience.Longest, Ended);
        }

        _ended.Keys.ShouldNotContain(bad!.Value);
        Directory.GetFiles(Path.Combine(_directory, "journal", "set-aside")).Length.ShouldBeInRange(1, 2);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"records":1}""")]
    [InlineData("""{"records":0,"unpriced":0,"aborted":0}""")]
    [InlineData("""{"records":2,"unpriced":0,"aborted":0}""")]
    [Trait("criterion", "HUB-78")]
    public async Task Only_a_nodes_answer_for_every_record_counts_as_taken(string answer)
    {
        using var sink = Sink();
        _plane.Usage = context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(answer, Ended);
        };
        await Should.ThrowAsync<RecordSinkAwayException>(() => sink.WriteAsync([LifeRow], [End()], Ended));
    }

    [Fact]
    [Trait("criterion", "HUB-78")]
    public async Task A_redirection_is_not_followed()
    {
        using var sink = Sink();
        var asked = 0;
        _plane.Usage = async context =>
        {
            asked++;
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = context.Request.Path.Value;
            await context.Response.CompleteAsync();
        };
        await Should.ThrowAsync<RecordSinkAwayException>(() => sink.WriteAsync([LifeRow], [End()], Ended));
        asked.ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "HUB-78")]
    public async Task A_life_of_another_gateway_is_set_aside_once_and_does_not_stop_the_writer()
    {
        var foreign = new ConcurrentDictionary<Guid, bool>();
        await using (var former = await StartAsync())
        {
            _plane.Usage = async context =>
            {
                foreach (var life in (await ReadAsync(context)).Lives)
                {
                    foreign[life.Id] = true;
                }

                await AnswerAsync(context, (401, "unauthorized"));
            };
            await former.ShouldAnswerAsync(HttpStatusCode.OK);
        }

        var refused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _plane.Usage = async context =>
        {
            var batch = await ReadAsync(context);
            if (batch.Lives.Any(life => foreign.ContainsKey(life.Id)))
            {
                await AnswerAsync(context, (409, "foreign_usage"));
                if (batch.Ended.Count > 0)
                {
                    refused.TrySetResult();
                }

                return;
            }

            await TakeAsync(batch);
            await AnswerAsync(context, null, batch.Records.Count);
        };
        await using var edge = await EdgeRig.StartAsync(_plane.Address, _plane.Token, _directory, _yard);
        await edge.WhenAsync(state => state.Applied is not null);
        await refused.Task.WaitAsync(Patience.Longest, Ended);
        await edge.ShouldAnswerAsync(HttpStatusCode.OK);
        (await NextEndAsync()).End.Row.Status.ShouldBe("completed");
        Directory.GetFiles(Path.Combine(_directory, "journal", "set-aside")).Length.ShouldBe(2);
    }

    private static readonly RecordingLifeRow LifeRow = new(Guid.CreateVersion7(DateTimeOffset.UnixEpoch), Guid.Empty, "edge", [1], DateTimeOffset.UnixEpoch);

    private static RecordedInterception End() => RecordedInterception.Probe(LifeRow, TimeProvider.System.GetUtcNow());

    private static async Task<UsageBatch> ReadAsync(HttpContext context) => (await JsonSerializer.DeserializeAsync(context.Request.Body, UsageWire.Default.UsageBatch, Ended))!;

    private static async Task AnswerAsync(HttpContext context, (int Status, string Code)? refusal, int records = 0)
    {
        if (refusal is { } refused)
        {
            context.Response.StatusCode = refused.Status;
            if (refused.Code.Length > 0)
            {
                context.Response.Headers["X-Switchyard-Error"] = refused.Code;
            }

            await context.Response.WriteAsync("<html>", Ended);
            return;
        }

        await context.Response.WriteAsJsonAsync(new UsageAnswer(records, 0, 0), UsageWire.Default.UsageAnswer, cancellationToken: Ended);
    }

    private async Task TakeAsync(HttpContext context)
    {
        context.Request.Path.Value.ShouldBe($"/api/v1/gateways/{Samples.Gateway:D}/usage");
        var batch = await ReadAsync(context);
        await TakeAsync(batch);
        await AnswerAsync(context, null, batch.Records.Count);
    }

    private Task TakeAsync(UsageBatch batch)
    {
        foreach (var end in batch.Records.Where(record => record.IsEnd))
        {
            _ended.AddOrUpdate(end.Row.Id, 1, static (_, count) => count + 1);
        }

        _batches.Writer.TryWrite(batch);
        return Task.CompletedTask;
    }

    private async Task<(UsageLife Life, RecordedInterception End)> NextEndAsync()
    {
        while (true)
        {
            var batch = await _batches.Reader.ReadAsync(Ended).AsTask().WaitAsync(Patience.Longest, Ended);
            if (batch.Records.FirstOrDefault(record => record.IsEnd) is { } end)
            {
                return (batch.Lives.Single(life => life.Id == end.Row.LifeId), end);
            }
        }
    }

    private UsageSink Sink()
    {
        var status = new Switchyard.Edge.Status.EdgeStatus();
        status.Is(Samples.Gateway, "berlin");
        return new UsageSink(
            new EdgeOptions { ControlPlane = _plane.Address, Token = _plane.Token, DataDirectory = _directory }, status, new Storage.Secrets.SecretSealer(Storage.Secrets.SecretKeyRing.Create()));
    }

    private async Task<EdgeRig> StartAsync()
    {
        var edge = await EdgeRig.StartAsync(_plane.Address, _plane.Token, _directory, _yard);
        var node = await _plane.AcceptAsync();
        await node.WelcomeWithSnapshotAsync(_yard.State, 1);
        return edge;
    }
}
