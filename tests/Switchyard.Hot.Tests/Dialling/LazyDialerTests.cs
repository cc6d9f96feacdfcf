using System.Collections.Concurrent;
using System.Threading.Channels;
using Switchyard.Hot.Dialling;
using Switchyard.Testing.Runs;
using Switchyard.Testing.Time;

namespace Switchyard.Hot.Tests.Dialling;

public sealed class LazyDialerTests
{
    private const int TailDials = 20_000;

    private static readonly DialOptions Options = new();
    private readonly FakeTime _time = new();
    private readonly Channel<Attempt> _attempts = Channel.CreateUnbounded<Attempt>();
    private readonly Channel<Question> _questions = Channel.CreateUnbounded<Question>();
    private readonly Channel<Connection> _released = Channel.CreateUnbounded<Connection>();

    [Fact]
    [Trait("criterion", "AGT-40")]
    public async Task One_that_answers_is_used_without_a_question()
    {
        var dial = DialAsync();
        var connection = (await AttemptAsync()).Succeed();

        var result = await dial;
        result.ShouldBe(new DialResult<string, Connection>("old", connection, DialOutcome.Fast, 0));
        _time.Advance(TimeSpan.FromMinutes(1));
        _questions.Reader.Count.ShouldBe(0);
        _time.ArmedTimers.ShouldBe(0);
        connection.IsCut.ShouldBeFalse();
    }

    [Fact]
    [Trait("criterion", "AGT-41")]
    [Trait("criterion", "AGT-49")]
    public async Task A_dial_that_succeeds_while_it_is_asked_wins_and_the_answer_is_ignored()
    {
        var dial = DialAsync();
        var attempt = await AttemptAsync();
        await DelayAsync();
        var question = await QuestionAsync();
        var connection = attempt.Succeed();

        (await dial).Outcome.ShouldBe(DialOutcome.Slow);
        question.Token.IsCancellationRequested.ShouldBeTrue();
        question.Answer(DialAnswer<string>.Other("new"));
        _attempts.Reader.Count.ShouldBe(0);
        connection.IsCut.ShouldBeFalse();
    }

    [Fact]
    [Trait("criterion", "AGT-44")]
    [Trait("criterion", "AGT-48")]
    public async Task Another_one_is_dialled_and_a_late_connection_to_the_first_is_released_once()
    {
        var dial = DialAsync();
        var first = await AttemptAsync();
        await DelayAsync();
        (await QuestionAsync()).Answer(DialAnswer<string>.Other("new"));
        var second = await AttemptAsync();
        second.Id.ShouldBe("new");
        first.Token.IsCancellationRequested.ShouldBeTrue();
        second.Token.IsCancellationRequested.ShouldBeFalse();
        second.Succeed();

        var result = await dial;
        (result.Id, result.Outcome).ShouldBe(("new", DialOutcome.Switched));
        var late = first.Succeed();
        (await _released.Reader.ReadAsync(Patience.Token)).ShouldBe(late);
        _released.Reader.Count.ShouldBe(0);
    }

    [Fact]
    [Trait("criterion", "AGT-43")]
    public async Task A_failed_one_that_still_is_the_right_one_is_dialled_once_more()
    {
        var dial = DialAsync();
        (await AttemptAsync()).Fail("refused");
        (await QuestionAsync()).Answer(DialAnswer<string>.Same);
        (await AttemptAsync()).Succeed();
        (await dial).Outcome.ShouldBe(DialOutcome.Retried);

        dial = DialAsync();
        (await AttemptAsync()).Fail("refused");
        (await QuestionAsync()).Answer(DialAnswer<string>.Same);
        (await AttemptAsync()).Fail("refused again");
        var failure = await Should.ThrowAsync<DialException>(() => dial);
        failure.Failure.ShouldBe(DialFailure.Failed);
        failure.DialError!.Message.ShouldBe("refused again");
        failure.QuestionError.ShouldBeNull();
    }

    [Fact]
    [Trait("criterion", "AGT-45")]
    public async Task With_none_to_dial_it_ends_at_once()
    {
        var dial = DialAsync();
        var attempt = await AttemptAsync();
        await DelayAsync();
        (await QuestionAsync()).Answer(DialAnswer<string>.None);

        (await Should.ThrowAsync<DialException>(() => dial)).Failure.ShouldBe(DialFailure.None);
        attempt.Token.IsCancellationRequested.ShouldBeTrue();
        attempt.Fail("cancelled");
        _released.Reader.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("criterion", "AGT-46")]
    public async Task A_question_that_hangs_for_two_seconds_or_fails_leaves_the_dial_alone(bool hangs)
    {
        var dial = DialAsync();
        var attempt = await AttemptAsync();
        await DelayAsync();
        await FailQuestionAsync(hangs);
        attempt.Fail("reset");

        // Whether the dial or the question is seen to have failed first is not for the test to say: in the one order it is asked once more, in the other it is not.
        using var over = new CancellationTokenSource();
        var again = FailQuestionAsync(hangs, over.Token);
        await Task.WhenAny(dial, again);
        var failure = await Should.ThrowAsync<DialException>(() => dial);
        failure.DialError!.Message.ShouldBe("reset");
        failure.QuestionError.ShouldNotBeNull();
        failure.Message.ShouldContain("reset");
        await over.CancelAsync();
        await again.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    [Fact]
    [Trait("criterion", "AGT-47")]
    public async Task Whoever_gives_up_gets_his_own_cancellation_and_no_connection_is_left()
    {
        using var caller = new CancellationTokenSource();
        var dial = DialAsync(cancellationToken: caller.Token);
        var attempt = await AttemptAsync();
        await caller.CancelAsync();

        var cancelled = await Should.ThrowAsync<OperationCanceledException>(() => dial);
        cancelled.CancellationToken.ShouldBe(caller.Token);
        var late = attempt.Succeed();
        (await _released.Reader.ReadAsync(Patience.Token)).ShouldBe(late);
        _time.ArmedTimers.ShouldBe(0);
    }

    [Fact]
    [Trait("criterion", "AGT-42")]
    [Trait("criterion", "AGT-47")]
    public async Task Of_what_is_ready_at_once_a_connection_goes_first_then_the_cancellation()
    {
        var mailbox = new DialMailbox<string, Connection>();
        mailbox.Post(new DialMail<string, Connection>(DialEvent.Failed));
        mailbox.Post(new DialMail<string, Connection>(DialEvent.None));
        mailbox.Post(new DialMail<string, Connection>(DialEvent.Cancelled));
        mailbox.Post(new DialMail<string, Connection>(DialEvent.Succeeded) { Connection = new Connection() });

        var order = new List<DialEvent>();
        for (var i = 0; i < 4; i++)
        {
            order.Add((await mailbox.TakeAsync()).Event);
        }

        order.ShouldBe([DialEvent.Succeeded, DialEvent.Cancelled, DialEvent.Failed, DialEvent.None]);
    }

    [Fact]
    public async Task Thirty_seconds_are_the_most_for_everything_together()
    {
        var dial = DialAsync();
        await AttemptAsync();
        await DelayAsync();
        (await QuestionAsync()).Answer(DialAnswer<string>.Same);
        await _time.WhenArmedAsync(dueIn: TimeSpan.FromSeconds(29.5));
        _time.Advance(TimeSpan.FromSeconds(29.5));

        (await Should.ThrowAsync<DialException>(() => dial)).Failure.ShouldBe(DialFailure.TimedOut);
    }

    [Fact]
    [Trait("criterion", "AGT-54")]
    public async Task A_hedge_opens_a_second_connection_and_the_first_to_open_wins()
    {
        var dial = DialAsync(Options with { Hedge = TimeSpan.FromMilliseconds(250) });
        var first = await AttemptAsync();
        await DelayAsync();
        (await QuestionAsync()).Answer(DialAnswer<string>.Same);
        await _time.WhenArmedAsync(dueIn: TimeSpan.FromMilliseconds(250));
        _time.Advance(TimeSpan.FromMilliseconds(250));
        var second = await AttemptAsync();
        second.Id.ShouldBe("old");
        var connection = second.Succeed();

        (await dial).Connection.ShouldBe(connection);
        first.Token.IsCancellationRequested.ShouldBeTrue();
        var late = first.Succeed();
        (await _released.Reader.ReadAsync(Patience.Token)).ShouldBe(late);
    }

    /// <summary>
    /// One connect of a hundred takes 2 s, the others none. The question comes after 100 ms here: with the 500 ms of the default a hedge can win no more than 2 s against 750 ms.
    /// </summary>
    [Fact]
    [Trait("criterion", "AGT-54")]
    public async Task A_hedge_takes_the_slow_connects_out_of_the_tail_for_few_more_dials()
    {
        var options = Options with { Delay = TimeSpan.FromMilliseconds(100) };

        var (plain, plainAttempts) = await TailAsync(options);
        var (hedged, hedgedAttempts) = await TailAsync(options with { Hedge = TimeSpan.FromMilliseconds(250) });

        (plain, plainAttempts).ShouldBe((TimeSpan.FromSeconds(2), TailDials));
        (plain / hedged).ShouldBeGreaterThanOrEqualTo(5);
        (hedgedAttempts - plainAttempts).ShouldBeInRange(1, TailDials / 20);
    }

    [Fact]
    [Trait("criterion", "AGT-50")]
    public async Task A_hundred_thousand_dials_with_random_cancellation_leave_no_connection()
    {
        var open = 0;
        var random = new Random(20261126);
        var dialer = new LazyDialer<int, Connection>(
            async (id, token) =>
            {
                // One of a hundred is slow to notice that it is not wanted any more.
                await Task.Yield();
                if (id % 7 == 0)
                {
                    token.ThrowIfCancellationRequested();
                }

                if (id % 11 == 0)
                {
                    throw new IOException("refused");
                }

                Interlocked.Increment(ref open);
                return new Connection();
            },
            async (id, token) =>
            {
                await Task.Yield();
                return (id % 3) switch { 0 => DialAnswer<int>.Same, 1 => DialAnswer<int>.Other(id + 1), _ => DialAnswer<int>.None };
            },
            _ =>
            {
                Interlocked.Decrement(ref open);
                return ValueTask.CompletedTask;
            },
            _time);
        var returned = 0;
        for (var number = 0; number < 100_000; number++)
        {
            using var caller = new CancellationTokenSource();
            var dial = dialer.DialAsync(number, Options with { Delay = random.Next(3) == 0 ? TimeSpan.Zero : Options.Delay }, caller.Token);
            if (random.Next(2) == 0)
            {
                await caller.CancelAsync();
            }

            try
            {
                await dial;
                returned++;
                Interlocked.Decrement(ref open);
            }
            catch (Exception end) when (end is OperationCanceledException or DialException)
            {
                // Counted by what is open at the end.
            }
        }

        returned.ShouldBeGreaterThan(10_000);
        while (Volatile.Read(ref open) != 0)
        {
            await Task.Yield();
        }

        _time.ArmedTimers.ShouldBe(0);
    }

    /// <summary>The time that 99.9 % of many dials need at most, by the clock that is passed in, and how many connects they made.</summary>
    private async Task<(TimeSpan Tail, int Attempts)> TailAsync(DialOptions options)
    {
        var random = new Random(54);
        var slow = TimeSpan.FromSeconds(2);
        var (times, attempts) = (new List<TimeSpan>(TailDials), 0);
        for (var number = 0; number < TailDials; number++)
        {
            var began = _time.GetUtcNow();
            var dial = DialAsync(options);
            var first = await NextAsync();
            if (random.Next(100) > 0)
            {
                first.Succeed();
            }
            else
            {
                await PassAsync(options.Delay);
                (await QuestionAsync()).Answer(DialAnswer<string>.Same);
                var second = options.Hedge is { } hedge && await PassAsync(hedge) ? await NextAsync() : null;
                if (second is not null && random.Next(100) > 0)
                {
                    second.Succeed();
                }
                else
                {
                    _time.Advance(slow - (_time.GetUtcNow() - began));
                    first.Succeed();
                }
            }

            await dial;
            times.Add(_time.GetUtcNow() - began);
        }

        times.Sort();
        return (times[(int)(TailDials * 0.999) - 1], attempts);

        async Task<Attempt> NextAsync()
        {
            attempts++;
            return await AttemptAsync();
        }

        async Task<bool> PassAsync(TimeSpan pause)
        {
            await _time.WhenArmedAsync(dueIn: pause);
            _time.Advance(pause);
            return true;
        }
    }

    private Task<DialResult<string, Connection>> DialAsync(DialOptions? options = null, CancellationToken cancellationToken = default) =>
        new LazyDialer<string, Connection>(
            (id, token) =>
            {
                var attempt = new Attempt(id, token);
                _attempts.Writer.TryWrite(attempt);
                return attempt.Task;
            },
            (id, token) =>
            {
                id.ShouldBe("old");
                var question = new Question(token);
                _questions.Writer.TryWrite(question);
                return question.Task;
            },
            connection =>
            {
                _released.Writer.TryWrite(connection);
                return ValueTask.FromException(new IOException("already gone"));
            },
            _time).DialAsync("old", options ?? Options, cancellationToken);

    private async Task<Attempt> AttemptAsync() => await _attempts.Reader.ReadAsync(Patience.Token);

    private async Task<Question> QuestionAsync() => await _questions.Reader.ReadAsync(Patience.Token);

    private async Task DelayAsync()
    {
        await _time.WhenArmedAsync(dueIn: TimeSpan.FromMilliseconds(500));
        _time.Advance(TimeSpan.FromMilliseconds(500));
    }

    private async Task FailQuestionAsync(bool hangs, CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Patience.Token);
        var question = await _questions.Reader.ReadAsync(either.Token);
        if (hangs)
        {
            await _time.WhenArmedAsync(dueIn: TimeSpan.FromSeconds(2));
            _time.Advance(TimeSpan.FromSeconds(2));
        }
        else
        {
            question.Fail();
        }
    }

    private sealed class Connection
    {
        public bool IsCut { get; set; }
    }

    private sealed class Attempt(string id, CancellationToken token)
    {
        private readonly TaskCompletionSource<Connection> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Id => id;

        public CancellationToken Token => token;

        public Task<Connection> Task => _source.Task;

        public Connection Succeed()
        {
            var connection = new Connection();
            token.UnsafeRegister(_ => connection.IsCut = true, null);
            _source.SetResult(connection);
            return connection;
        }

        public void Fail(string message) => _source.SetException(new IOException(message));
    }

    private sealed class Question(CancellationToken token)
    {
        private readonly TaskCompletionSource<DialAnswer<string>> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public CancellationToken Token => token;

        public Task<DialAnswer<string>> Task => _source.Task;

        public void Answer(DialAnswer<string> answer) => _source.TrySetResult(answer);

        public void Fail() => _source.SetException(new IOException("database away"));
    }
}
