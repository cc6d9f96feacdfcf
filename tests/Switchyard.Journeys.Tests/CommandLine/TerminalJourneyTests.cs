using System.Diagnostics;
using System.Text.Json.Nodes;
using Switchyard.Journeys.Tests.Yards;
using Switchyard.Testing.Processes;
using Switchyard.Testing.Runs;

namespace Switchyard.Journeys.Tests.CommandLine;

/// <summary>The command line as a person at a terminal and as a script in a pipe have it, from the program that is shipped to a node that serves.</summary>
public sealed class TerminalJourneyTests
{
    [Fact]
    public async Task Top_is_drawn_in_place_and_gives_the_terminal_back_at_control_c()
    {
        await using var yard = await Yard.StartAsync();
        await using var terminal = PseudoTerminal.Start(Variables(yard), 90, "top --interval 200ms");

        await terminal.SeesAsync("\e[?1049h");
        await terminal.SeesAsync("1/1 nodes, 0/0 gateways connected");
        await yard.PatchAsync("/providers/sim-openai", new { displayName = "changed while somebody looked" });
        await terminal.SeesAsync("CHANGE");
        await terminal.SeesAsync("revision 5: 1/1 nodes");
        await terminal.TypesAsync("\x03");

        (await terminal.EndsAsync()).ShouldBe(0);
        terminal.Screen.TrimEnd().ShouldEndWith("\e[?25h\e[?1049l");
        Widest(terminal.Screen).ShouldBeLessThanOrEqualTo(90);
    }

    [Fact]
    public async Task A_document_is_edited_checked_and_written_by_a_person()
    {
        await using var yard = await Yard.StartAsync();
        await Documents(yard, "team", "version: 1\nserver: {drainCeiling: 1m}\n");
        await using var terminal = PseudoTerminal.Start(Variables(yard, ("EDITOR", "sed -i s/1m/2m/")), 100, "config edit team --wait 30s");

        await terminal.SeesAsync("Write it? [y]es, [n]o, [e]dit again: ");
        terminal.Screen.ShouldContain("drainCeiling");
        await terminal.TypesAsync("y\r");

        (await terminal.EndsAsync()).ShouldBe(0, terminal.Screen);
        terminal.Screen.ShouldContain("Document team is version 2");
        ((string?)(await yard.GetAsync("/config/documents/team"))["content"]).ShouldNotBeNull().ShouldContain("drainCeiling: 2m");
    }

    [Fact]
    public async Task A_secret_that_is_asked_for_is_never_shown()
    {
        const string Secret = "sk-typed-by-hand-0123456789";
        await using var yard = await Yard.StartAsync();
        await using var terminal = PseudoTerminal.Start(Variables(yard), 100, "keys add sim-openai --label typed");

        await terminal.SeesAsync("provider key:");
        await terminal.TypesAsync(Secret + "\r");

        (await terminal.EndsAsync()).ShouldBe(0, terminal.Screen);
        terminal.Screen.ShouldContain("Key …6789 added at position 1");
        terminal.Screen.ShouldNotContain("typed-by-hand");
    }

    [Theory]
    [InlineData(60)]
    [InlineData(200)]
    public async Task Tables_fit_the_terminal(int columns)
    {
        await using var yard = await Yard.StartAsync();
        await using var terminal = PseudoTerminal.Start(Variables(yard), columns, "audit list");

        (await terminal.EndsAsync()).ShouldBe(0, terminal.Screen);
        terminal.Screen.ShouldContain("ROW");
        terminal.Screen.ShouldContain("ACTION");
        terminal.Screen.ShouldContain(columns > 100 ? "provider.create" : "…");
        Widest(terminal.Screen).ShouldBeLessThanOrEqualTo(columns);
    }

    [Fact]
    public async Task In_a_pipe_there_is_no_frame_no_colour_no_progress_and_the_exit_code_is_the_program_s()
    {
        await using var yard = await Yard.StartAsync();
        var program = $"'{BuiltProgram.Switchyard}'";

        var (code, output, error) = await ShellAsync(yard, $"set -o pipefail; {program} providers list | grep sim-openai | tr -s ' ' | cut -d' ' -f2; {program} rollout --wait 30s > /dev/null");
        (code, output.Trim()).ShouldBe((0, "openai"), error);
        error.ShouldNotContain("\e");
        (await ShellAsync(yard, $"{program} providers get nobody")).Code.ShouldBe(3);
        (await ShellAsync(yard, $"{program} providers add sim-openai --type openai --base-url https://api.example.com")).Code.ShouldBe(4);
        (await ShellAsync(yard, $"{program} providers frobnicate")).Code.ShouldBe(2);
        (await ShellAsync(yard, $"{program} nodes --url http://127.0.0.1:1")).Code.ShouldBe(5);
        var added = await ShellAsync(yard, $"printf 'sk-piped-key-of-a-script-0123456789\\n' | {program} keys add sim-openai --label piped --json");
        ((string?)JsonNode.Parse(added.Output)!["value"]!["masked"]).ShouldBe("…6789");
        var completed = await ShellAsync(yard, $"source <({program} completion bash); COMP_WORDS=(switchyard providers l); COMP_CWORD=2; _switchyard; echo \"${{COMPREPLY[*]}}\"");
        completed.Output.ShouldBe("list\n", completed.Error);
    }

    private static int Widest(string screen) =>
        System.Text.RegularExpressions.Regex.Replace(screen, "\e\\[[0-9;?]*[A-Za-z]", "", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(10)).Split('\n').Max(line => line.TrimEnd('\r', ' ').Length);

    private static Dictionary<string, string> Variables(Yard yard, params (string Name, string Value)[] more)
    {
        var variables = new Dictionary<string, string> { ["SWITCHYARD_URL"] = yard.Node.ControlPlane.ToString(), ["SWITCHYARD_TOKEN"] = Yard.AdminToken };
        foreach (var (name, value) in more)
        {
            variables[name] = value;
        }

        return variables;
    }

    private static async Task Documents(Yard yard, string name, string text)
    {
        using var content = new StringContent(text, System.Text.Encoding.UTF8, "application/yaml");
        using var answer = await yard.Control().PutAsync(new Uri($"/api/v1/config/documents/{name}?wait=30s", UriKind.Relative), content, Patience.Token);
        answer.IsSuccessStatusCode.ShouldBeTrue();
    }

    private static async Task<(int Code, string Output, string Error)> ShellAsync(Yard yard, string line)
    {
        var start = new ProcessStartInfo("bash", ["-c", line]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Variables(yard))
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Patience.Token), process.StandardError.ReadToEndAsync(Patience.Token));
        await process.WaitForExitAsync(Patience.Token);
        return (process.ExitCode, await output, await error);
    }
}
