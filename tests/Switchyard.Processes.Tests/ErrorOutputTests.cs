using Switchyard.Model.Secrets;
using Switchyard.Processes.Tests.Rigs;
using Switchyard.Testing.Runs;
using Switchyard.Testing.Time;

namespace Switchyard.Processes.Tests;

/// <summary>Standard error: bounded, without secrets, never in the way of its server.</summary>
public sealed class ErrorOutputTests : IAsyncDisposable
{
    private readonly FakeTime _time = new();
    private readonly List<string> _lines = [];
    private readonly ProcessRig _rig;

    public ErrorOutputTests() => _rig = new ProcessRig(_time);

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    [Trait("criterion", "BND-36")]
    public async Task The_last_50_lines_are_kept()
    {
        var child = await RunAsync("i=0; while [ $i -lt 70 ]; do echo \"line $i\" >&2; i=$((i+1)); done; printf 'no end' >&2");

        child.LastLines.ShouldBe([.. Enumerable.Range(21, 49).Select(static n => $"line {n}"), "no end"]);
    }

    [Fact]
    [Trait("criterion", "BND-36")]
    public async Task They_have_8192_characters_at_most()
    {
        var child = await RunAsync("i=0; while [ $i -lt 20 ]; do printf \"$i%0999d\\n\" 0 >&2; i=$((i+1)); done");

        child.LastLines.Sum(static line => line.Length).ShouldBeInRange(7000, 8192);
        child.LastLines[^1].ShouldStartWith("19");
    }

    [Fact]
    [Trait("criterion", "BND-36")]
    public async Task A_long_line_is_cut()
    {
        var child = await RunAsync("head -c 100000 /dev/zero | tr '\\0' x >&2; echo >&2; echo next >&2");

        _lines.Select(static line => line.Length).ShouldBe([8192, 4]);
        child.LastLines[^1].ShouldBe("next");
    }

    [Fact]
    [Trait("criterion", "BND-36")]
    public async Task Secrets_are_replaced_everywhere_and_also_across_the_cut()
    {
        var redactor = new Redactor([new Secret("canary-1"), new Secret("canary-1-and-more"), new Secret("abc"), new Secret("-----BEGIN\nfirst-line\nsecond-line")]);

        var child = await RunAsync("""
            echo 'one canary-1, two canary-1-and-more, abc, first-line' >&2
            head -c 8188 /dev/zero | tr '\0' x >&2; echo 'canary-1-and-more' >&2
            """, redactor);

        _lines[0].ShouldBe("one ***, two ***, abc, ***");
        _lines[1].ShouldBe(new string('x', 8188) + "***");
        string.Join('\n', child.LastLines).ShouldNotContain("canary");
    }

    [Fact]
    [Trait("criterion", "BND-36")]
    public async Task A_hundred_lines_a_second_pass_and_the_rest_is_counted()
    {
        var child = await RunAsync("i=0; while [ $i -lt 1000 ]; do echo $i >&2; i=$((i+1)); done");

        _lines.Count.ShouldBe(101);
        _lines[^1].ShouldBe("(900 more lines were left out: more than 100 in a second)");
        child.LastLines[^1].ShouldBe("999");
    }

    [Fact]
    [Trait("criterion", "BND-35")]
    [Trait("criterion", "BND-36")]
    public async Task A_chatty_server_is_not_held_up()
    {
        // Much more than a pipe takes.
        var child = await RunAsync("head -c 1000000 /dev/zero | tr '\\0' '\\n' >&2; head -c 50000000 /dev/zero >&2; echo >&2; echo done >&2");

        child.LastLines[^1].ShouldBe("done");
    }

    private async Task<ChildProcess> RunAsync(string script, Redactor? redactor = null)
    {
        var child = await _rig.Host.StartAsync(_rig.Shell(script, onLine: _lines.Add, redactor: redactor));
        await child.Ended.WaitAsync(Patience.Token);
        return child;
    }
}
