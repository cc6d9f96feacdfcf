using Switchyard.Cli.Terminal;
using Switchyard.Testing.Time;

namespace Switchyard.Cli.Tests.Terminal;

public sealed class ProgressLineTests
{
    private readonly FakeTime _time = new();
    private readonly StringWriter _terminal = new();

    [Fact]
    public void It_comes_after_a_while_and_makes_way_for_whatever_else_is_written()
    {
        using (var progress = new ProgressLine(_terminal, _time, isShown: true))
        {
            var output = progress.Around(_terminal);
            progress.Say("Waiting:");
            _time.Advance(ProgressLine.First - TimeSpan.FromMilliseconds(1));
            _terminal.ToString().ShouldBeEmpty();
            _time.Advance(TimeSpan.FromMilliseconds(1_001));
            _terminal.ToString().ShouldEndWith("\rWaiting: 2 s\e[K");

            output.WriteLine("one is there");
            _terminal.ToString().ShouldEndWith("\r\e[Kone is there\n");
            output.WriteLine("two are there");
            _terminal.ToString().ShouldEndWith("one is there\ntwo are there\n", Case.Sensitive, "nothing is cleared that is not there");
            _time.Advance(TimeSpan.FromMilliseconds(250));
            _terminal.ToString().ShouldContain("two are there\n\rWaiting:");
        }

        _terminal.ToString().ShouldEndWith("\r\e[K");
        _time.ArmedTimers.ShouldBe(0);
    }

    [Fact]
    public void What_is_quick_and_what_nobody_looks_at_has_none()
    {
        using (var quick = new ProgressLine(_terminal, _time, isShown: true))
        {
            quick.Say("Waiting:");
        }

        using (var piped = new ProgressLine(_terminal, _time, isShown: false))
        {
            piped.Say("Waiting:");
            _time.Advance(TimeSpan.FromMinutes(1));
            piped.Around(_terminal).ShouldBeSameAs(_terminal);
        }

        _terminal.ToString().ShouldBeEmpty();
    }
}
