using Microsoft.Extensions.Logging;
using Switchyard.Gateway.Bridges.Bedrock.Credentials;
using Switchyard.Gateway.Bridges.Bedrock.Signing;
using Switchyard.Model.Secrets;
using Switchyard.Testing.Time;

namespace Switchyard.Gateway.Tests.Bridges.Bedrock.Credentials;

public sealed class SharedAwsCredentialsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
    private readonly FakeTime _time = new();
    private readonly Chain _chain = new();
    private readonly Heard _log = new();

    [Fact]
    [Trait("criterion", "PRV-100")]
    public async Task A_hundred_requests_resolve_once_and_share()
    {
        await using var shared = Make();
        var asking = Enumerable.Range(0, 100).Select(_ => Task.Run(async () => await shared.GetAsync(Cancellation), Cancellation)).ToArray();
        await _chain.AskedAsync(1);

        _chain.Answer(Credential(_time.GetUtcNow().AddHours(1)));
        var found = await Task.WhenAll(asking);

        found.Distinct().Count().ShouldBe(1);
        (await shared.GetAsync(Cancellation)).ShouldBeSameAs(found[0]);
        _chain.Asked.ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "PRV-100")]
    public async Task It_is_renewed_in_the_background_five_minutes_before_the_end()
    {
        await using var shared = Make();
        var first = await FirstAsync(shared, TimeSpan.FromHours(1));

        _time.Advance(TimeSpan.FromMinutes(55) - TimeSpan.FromTicks(1));
        _chain.Asked.ShouldBe(1);
        _time.Advance(TimeSpan.FromTicks(1));
        await _chain.AskedAsync(2);

        // The one in force serves meanwhile, without waiting.
        var serving = shared.GetAsync(Cancellation);
        serving.IsCompleted.ShouldBeTrue();
        (await serving).ShouldBeSameAs(first);
        var next = Credential(_time.GetUtcNow().AddHours(1));
        _chain.Answer(next);
        await _log.HeardAsync(4100, 2);
        (await shared.GetAsync(Cancellation)).ShouldBeSameAs(next);
        _chain.Asked.ShouldBe(2);
        _time.UntilNextTimer.ShouldBe(TimeSpan.FromMinutes(55));
    }

    [Fact]
    [Trait("criterion", "PRV-100")]
    public async Task A_failed_renewal_is_repeated_and_costs_nothing_before_the_end()
    {
        await using var shared = Make();
        var first = await FirstAsync(shared, TimeSpan.FromHours(1));

        _time.Advance(TimeSpan.FromMinutes(55));
        await _chain.AskedAsync(2);
        _chain.Fail(new AwsCredentialException("no"));
        await _log.HeardAsync(4101, 1);

        var serving = shared.GetAsync(Cancellation);
        serving.IsCompleted.ShouldBeTrue();
        (await serving).ShouldBeSameAs(first);
        _time.Advance(SharedAwsCredentials.RetryAfter);
        await _chain.AskedAsync(3);
    }

    [Fact]
    [Trait("criterion", "PRV-99")]
    public async Task A_resolution_ends_after_30_seconds_and_the_next_request_tries_again()
    {
        await using var shared = Make();
        var waiting = shared.GetAsync(Cancellation).AsTask();
        await _chain.AskedAsync(1);

        _time.Advance(SharedAwsCredentials.Patience);
        (await Should.ThrowAsync<AwsCredentialException>(waiting)).Message.ShouldContain("30 s");

        var again = shared.GetAsync(Cancellation).AsTask();
        await _chain.AskedAsync(2);
        _chain.Answer(Credential(null));
        (await again).AccessKeyId.ShouldBe("ASIA");
    }

    [Fact]
    [Trait("criterion", "PRV-100")]
    public async Task One_who_gives_up_does_not_end_the_wait_of_others()
    {
        await using var shared = Make();
        using var gone = new CancellationTokenSource();
        var impatient = shared.GetAsync(gone.Token).AsTask();
        var patient = shared.GetAsync(Cancellation).AsTask();
        await _chain.AskedAsync(1);

        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(impatient);
        _chain.Answer(Credential(null));
        (await patient).AccessKeyId.ShouldBe("ASIA");
    }

    [Fact]
    [Trait("criterion", "PRV-100")]
    public async Task An_expired_credential_is_never_used()
    {
        await using var shared = Make();
        var first = await FirstAsync(shared, TimeSpan.FromMinutes(10));
        _time.Advance(TimeSpan.FromMinutes(10));

        var waiting = shared.GetAsync(Cancellation).AsTask();
        await _chain.AskedAsync(2);
        var next = Credential(_time.GetUtcNow().AddHours(1));
        _chain.Answer(next);
        (await waiting).ShouldBeSameAs(next);
        next.ShouldNotBeSameAs(first);
    }

    [Fact]
    [Trait("criterion", "PRV-51")]
    public async Task Disposal_ends_what_is_under_way_and_leaves_no_timer()
    {
        var shared = Make();
        var waiting = shared.GetAsync(Cancellation).AsTask();
        await _chain.AskedAsync(1);

        await shared.DisposeAsync();
        await shared.DisposeAsync();

        await Should.ThrowAsync<AwsCredentialException>(waiting);
        _time.ArmedTimers.ShouldBe(0);
        await Should.ThrowAsync<ObjectDisposedException>(async () => await shared.GetAsync(Cancellation));
    }

    private SharedAwsCredentials Make() => new(_chain, _time, _log);

    private async Task<AwsCredentials> FirstAsync(SharedAwsCredentials shared, TimeSpan life)
    {
        var waiting = shared.GetAsync(Cancellation).AsTask();
        await _chain.AskedAsync(1);
        _chain.Answer(Credential(_time.GetUtcNow() + life));
        var found = await waiting;
        await _log.HeardAsync(4100, 1);
        return found;
    }

    private static AwsCredentials Credential(DateTimeOffset? expires) => new("ASIA", new Secret("s"), null, expires);

    /// <summary>Waits for log lines: each is written when what it tells has been done.</summary>
    private sealed class Heard : ILogger<SharedAwsCredentials>
    {
        private readonly Lock _gate = new();
        private readonly List<int> _ids = [];
        private readonly List<(int Id, int Times, TaskCompletionSource Reached)> _watchers = [];

        public Task HeardAsync(int id, int times)
        {
            lock (_gate)
            {
                var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _watchers.Add((id, times, reached));
                Tell();
                return reached.Task.WaitAsync(Cancellation);
            }
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_gate)
            {
                _ids.Add(eventId.Id);
                Tell();
            }
        }

        private void Tell()
        {
            foreach (var (id, times, reached) in _watchers)
            {
                if (_ids.Count(known => known == id) >= times)
                {
                    reached.TrySetResult();
                }
            }
        }
    }

    /// <summary>A chain that answers when the test says so.</summary>
    private sealed class Chain : IAwsCredentialSource
    {
        private readonly Lock _gate = new();
        private readonly List<TaskCompletionSource<AwsCredentials>> _calls = [];
        private readonly List<(int Count, TaskCompletionSource Reached)> _watchers = [];

        public int Asked
        {
            get
            {
                lock (_gate)
                {
                    return _calls.Count;
                }
            }
        }

        public ValueTask<AwsCredentials> GetAsync(CancellationToken cancellationToken)
        {
            lock (_gate)
            {
                var call = new TaskCompletionSource<AwsCredentials>(TaskCreationOptions.RunContinuationsAsynchronously);
                _calls.Add(call);
                foreach (var (_, reached) in _watchers.Where(watcher => watcher.Count <= _calls.Count))
                {
                    reached.TrySetResult();
                }

                return new ValueTask<AwsCredentials>(call.Task);
            }
        }

        public Task AskedAsync(int count)
        {
            lock (_gate)
            {
                var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _watchers.Add((count, reached));
                if (_calls.Count >= count)
                {
                    reached.TrySetResult();
                }

                return reached.Task.WaitAsync(Cancellation);
            }
        }

        public void Answer(AwsCredentials credentials) => _calls[^1].TrySetResult(credentials);

        public void Fail(Exception exception) => _calls[^1].TrySetException(exception);
    }
}
