using System.CommandLine;
using Switchyard.Admin.Client.Paging;
using Switchyard.Admin.Client.Problems;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Tails;
using Switchyard.Cli.Terminal;
using Switchyard.Testing.Runs;
using Switchyard.Testing.Time;

namespace Switchyard.Cli.Tests.Tails;

[Trait("criterion", "HUB-21")]
public sealed class RowFollowerTests
{
    private readonly FakeTime _time = new();
    private readonly StringWriter _notes = new();
    private readonly List<TailQuery> _asked = [];

    [Fact]
    public async Task Who_follows_asks_again_from_the_same_place_after_a_passing_failure()
    {
        using var call = Call();
        await using var parts = Follow(call, follows: true, () => Page("a", 1), () => throw new HttpRequestException("cut"), () => throw new SwitchyardApiException(503, "x", "away", []), () => Page("b", 1));

        (await parts.MoveNextAsync()).ShouldBeTrue();
        var next = parts.MoveNextAsync().AsTask();
        await _time.WhenArmedAsync(TimeSpan.FromSeconds(1)).WaitAsync(Patience.Token);
        _time.Advance(TimeSpan.FromSeconds(1));
        await _time.WhenArmedAsync(TimeSpan.FromSeconds(2)).WaitAsync(Patience.Token);
        _time.Advance(TimeSpan.FromSeconds(2));
        (await next).ShouldBeTrue();

        parts.Current.Next.ShouldBe("b");
        _asked.Select(query => (query.After, query.Wait is not null)).ShouldBe([("start", false), ("a", true), ("a", true), ("a", true)]);
        _notes.ToString().ShouldContain("The connection broke (cut); going on in 1 s.");
    }

    [Fact]
    public async Task A_refusal_ends_it_at_any_time_and_the_first_failure_does()
    {
        using var call = Call();
        await using var gone = Follow(call, follows: true, () => Page("a", 1), () => throw new SwitchyardApiException(410, "cursor_gone", "gone", []));
        (await gone.MoveNextAsync()).ShouldBeTrue();
        await Should.ThrowAsync<SwitchyardApiException>(async () => await gone.MoveNextAsync());

        await using var away = Follow(call, follows: true, () => throw new HttpRequestException("nobody"));
        await Should.ThrowAsync<HttpRequestException>(async () => await away.MoveNextAsync());
    }

    [Fact]
    public async Task Who_does_not_follow_ends_with_the_first_part_that_is_not_full()
    {
        using var call = Call();
        await using var parts = Follow(call, follows: false, () => Page("a", 1000), () => Page("b", 999));

        (await parts.MoveNextAsync()).ShouldBeTrue();
        (await parts.MoveNextAsync()).ShouldBeTrue();
        (await parts.MoveNextAsync()).ShouldBeFalse();
        _asked.ShouldAllBe(query => query.Wait == null);
    }

    private static TailPage<int> Page(string next, int count) => new([.. Enumerable.Range(0, count)], next);

    private IAsyncEnumerator<TailPage<int>> Follow(CliCall call, bool follows, params Func<TailPage<int>>[] answers)
    {
        var at = 0;
        return new RowFollower(call, follows).ReadAsync(
            (query, _) =>
            {
                _asked.Add(query);
                try
                {
                    return Task.FromResult(answers[at++]());
                }
                catch (Exception failure)
                {
                    return Task.FromException<TailPage<int>>(failure);
                }
            },
            page => (page.Items.Count, page.Next),
            "start",
            Patience.Token).GetAsyncEnumerator(Patience.Token);
    }

    private CliCall Call()
    {
        var environment = new CliEnvironment { Time = _time, Out = TextWriter.Null, Error = _notes, Variable = _ => null };
        return new CliCall(
            new RootCommand().Parse([]), () => throw new InvalidOperationException("Nobody is asked."), () => throw new InvalidOperationException("Nobody is asked."), new Printer(environment, json: false), environment);
    }
}
