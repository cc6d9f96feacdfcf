using System.Diagnostics;
using Switchyard.Cli.Terminal;
using Switchyard.Cli.Tests.Calls;
using Switchyard.Cli.Tests.Verbs;
using Switchyard.Testing.Runs;

namespace Switchyard.Cli.Tests.Shells;

/// <summary>The scripts, in the shells that are there. Bash is on every machine that can run the tests.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("switchyard-completion-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("prov", "providers")]
    [InlineData("providers l", "list")]
    [InlineData("config canary pro", "promote")]
    [InlineData("providers add x --base", "--base-url")]
    [InlineData("--json providers list --tok", "--token")]
    [InlineData("usage export --format ", "csv json")]
    [InlineData("usage export --format c", "csv")]
    [InlineData("completion z", "zsh")]
    [InlineData("nonsense ", "")]
    public async Task Bash_completes_what_was_begun(string typed, string expected)
    {
        var script = Path.Combine(_directory.FullName, "switchyard.bash");
        await File.WriteAllTextAsync(script, await ScriptAsync("bash"), Patience.Token);
        var answer = await RunAsync(
            "bash",
            "--noprofile",
            "--norc",
            "-c",
            $$"""
            source '{{script}}'
            read -ra COMP_WORDS <<< "switchyard {{typed}}"
            [[ "{{typed}}" == *' ' ]] && COMP_WORDS+=("")
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _switchyard
            echo "${COMPREPLY[*]}"
            """);

        if (typed == "nonsense ")
        {
            answer.ShouldContain("providers", Case.Sensitive, "a word that is none changes nothing");
        }
        else
        {
            answer.Trim().ShouldBe(expected);
        }
    }

    [Fact]
    public async Task Bash_loads_it_without_a_word_and_registers_it()
    {
        var script = Path.Combine(_directory.FullName, "switchyard.bash");
        await File.WriteAllTextAsync(script, await ScriptAsync("bash"), Patience.Token);

        (await RunAsync("bash", "--noprofile", "--norc", "-c", $"set -eu; source '{script}'; complete -p switchyard")).Trim().ShouldBe("complete -o default -F _switchyard switchyard");
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task Every_verb_and_option_is_in_the_script_of_each_shell(string shell)
    {
        var script = await ScriptAsync(shell);

        foreach (var word in VerbTree.Verbs().SelectMany(verb => verb.Split(' ')).Distinct())
        {
            script.ShouldContain(word);
        }

        script.ShouldContain(shell == "fish" ? "-l if-match" : "--if-match");
    }

    [Fact]
    public async Task A_shell_that_is_not_known_is_used_wrongly() =>
        (await CliRun.RunAsync(new Dictionary<string, string?>(), "", "completion", "tcsh")).ExitCode.ShouldBe(ExitCodes.Usage);

    private static async Task<string> ScriptAsync(string shell)
    {
        var run = await CliRun.RunAsync(new Dictionary<string, string?>(), "", "completion", shell);
        run.ExitCode.ShouldBe(0, run.Error);
        return run.Out;
    }

    private static async Task<string> RunAsync(string program, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(program, args) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Patience.Token), process.StandardError.ReadToEndAsync(Patience.Token));
        await process.WaitForExitAsync(Patience.Token);
        (await error).ShouldBeEmpty();
        process.ExitCode.ShouldBe(0);
        return await output;
    }
}
