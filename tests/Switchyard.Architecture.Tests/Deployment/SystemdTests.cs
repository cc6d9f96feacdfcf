using System.Diagnostics;
using System.Globalization;
using Switchyard.Architecture.Tests.Repository;

namespace Switchyard.Architecture.Tests.Deployment;

/// <summary>The units say what the program understands, and leave it the time that it takes to end.</summary>
public sealed class SystemdTests
{
    private const string Analyzer = "/usr/bin/systemd-analyze";

    /// <summary>What a host gets beside the drain; see the registration of <c>ShutdownTimeout</c>.</summary>
    private const int SecondsBesideDrain = 15;

    [Theory]
    [InlineData("deploy/systemd/switchyard.service", "serve")]
    [InlineData("deploy/systemd/switchyard-edge.service", "edge")]
    public async Task Options_variables_and_exit_codes_are_those_of_the_program(string path, string verb)
    {
        var unit = Unit.Read(path);
        var known = await Verb.AskAsync(verb);
        var words = unit["ExecStart"].Single().Split(' ');
        Assert.Equal(verb, words[1]);
        Findings.MustBeEmpty(
            [
                .. words.Where(word => word.StartsWith("--", StringComparison.Ordinal) && !known.Options.Contains(word)),
                .. unit["Environment"].Select(static pair => pair.Split('=')[0]).Where(name => !known.Variables.Contains(name)),
            ],
            $"{path} names what 'switchyard {verb}' does not know.");

        var codes = unit["RestartPreventExitStatus"].Single().Split(' ').Select(static code => int.Parse(code, CultureInfo.InvariantCulture)).ToList();
        Assert.Contains(ExitCode("CommandFaults", "UsageExitCode"), codes);
        if (verb == "serve")
        {
            Assert.Contains(ExitCode("NodeExit", "BadConfiguration"), codes);
        }

        var drain = Seconds(unit["Environment"].Single(static pair => pair.StartsWith("SWITCHYARD_DRAIN_TIMEOUT=", StringComparison.Ordinal)).Split('=')[1]);
        Assert.True(Seconds(unit["TimeoutStopSec"].Single()) > drain + SecondsBesideDrain, "TimeoutStopSec cuts the drain short.");
        Assert.Equal("/var/lib/" + unit["StateDirectory"].Single(), unit["Environment"].Single(static pair => pair.StartsWith("SWITCHYARD_DATA_DIR=", StringComparison.Ordinal)).Split('=')[1]);
    }

    [Theory]
    [InlineData("deploy/systemd/switchyard.service")]
    [InlineData("deploy/systemd/switchyard-edge.service")]
    public async Task Systemd_finds_no_fault_and_little_exposure(string path)
    {
        Assert.SkipUnless(File.Exists(Analyzer), "systemd-analyze is not installed.");
        var directory = Directory.CreateTempSubdirectory("switchyard-unit-");
        try
        {
            // It asks whether the program is there; here it is not.
            var copy = Path.Combine(directory.FullName, Path.GetFileName(path));
            await File.WriteAllTextAsync(copy, Tree.Read(path).Replace("/opt/switchyard/switchyard", "/bin/true", StringComparison.Ordinal), TestContext.Current.CancellationToken);
            var (code, text) = await RunAsync("verify", copy);
            Assert.True(code == 0 && !text.Contains(Path.GetFileName(path), StringComparison.Ordinal), text);
            (code, text) = await RunAsync("security", "--offline=true", "--threshold=20", copy);
            Assert.True(code == 0, text);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<(int Code, string Text)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Analyzer, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + errors);
    }

    private static int ExitCode(string type, string field) =>
        (int)Product.Types.Single(candidate => candidate.Name == type).GetField(field)!.GetRawConstantValue()!;

    private static int Seconds(string text) => int.Parse(text.TrimEnd('s'), CultureInfo.InvariantCulture);
}
