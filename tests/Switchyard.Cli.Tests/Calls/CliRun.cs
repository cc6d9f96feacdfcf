using System.CommandLine;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Tests.Calls;

/// <summary>What a command line ended with.</summary>
internal sealed record CliRun(int ExitCode, string Out, string Error)
{
    /// <summary>Runs a command line as in a script: output in a pipe, <paramref name="input"/> on standard input.</summary>
    public static Task<CliRun> RunAsync(ControlPlane plane, string input, params string[] args) =>
        RunAsync(Variables(plane), input, args);

    /// <summary>As the other, and <paramref name="listener"/> hears what the command says while it runs.</summary>
    public static async Task<CliRun> RunAsync(ControlPlane plane, string input, Listener listener, params string[] args)
    {
        await using var error = listener.Writer();
        return await RunAsync(Variables(plane), input, error, args);
    }

    public static async Task<CliRun> RunAsync(IReadOnlyDictionary<string, string?> variables, string input, params string[] args)
    {
        using var error = new StringWriter();
        return await RunAsync(variables, input, error, args);
    }

    /// <summary>As somebody would at a terminal: there is an editor, and questions are answered by <paramref name="input"/>.</summary>
    public static async Task<CliRun> AtTerminalAsync(ControlPlane plane, string input, Func<string, Task<int>> edit, params string[] args)
    {
        using var error = new StringWriter();
        return await RunAsync(Variables(plane), input, error, args, environment => environment with { IsInteractive = true, Edit = (_, file, _) => edit(file) });
    }

    /// <summary>As the other, by the clock <paramref name="time"/>, and what is waited for is shown.</summary>
    public static async Task<CliRun> AtTerminalAsync(ControlPlane plane, TimeProvider time, string input, Func<string, Task<int>> edit, params string[] args)
    {
        using var error = new StringWriter();
        return await RunAsync(Variables(plane), input, error, args, environment => environment with { IsInteractive = true, IsErrorScreen = true, Time = time, Edit = (_, file, _) => edit(file) });
    }

    /// <summary>As a command that is stopped before it has any answer.</summary>
    public static async Task<CliRun> StoppedAsync(ControlPlane plane, params string[] args)
    {
        using var error = new StringWriter();
        return await RunAsync(Variables(plane), "", error, args, stopping: new CancellationToken(canceled: true));
    }

    private static Dictionary<string, string?> Variables(ControlPlane plane) =>
        new() { ["SWITCHYARD_URL"] = plane.Address.ToString(), ["SWITCHYARD_TOKEN"] = ControlPlane.Token };

    private static async Task<CliRun> RunAsync(IReadOnlyDictionary<string, string?> variables, string input, StringWriter error, string[] args, Func<CliEnvironment, CliEnvironment>? alter = null, CancellationToken? stopping = null)
    {
        using var output = new StringWriter();
        var environment = new CliEnvironment
        {
            Variable = name => variables.GetValueOrDefault(name),
            In = new StringReader(input),
            Out = output,
            Error = error,
            IsInteractive = false,
            IsScreen = false,
            IsErrorScreen = false,
            Edit = (_, _, _) => Task.FromResult(0),
        };
        using var tree = CliTree.Rent(alter?.Invoke(environment) ?? environment);
        var parsed = tree.Root.Parse(args);
        var exitCode = parsed.Errors.Count > 0
            ? ExitCodes.Usage
            : await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false }, stopping ?? TestContext.Current.CancellationToken);
        foreach (var fault in parsed.Errors)
        {
            await error.WriteLineAsync(fault.Message);
        }

        return new CliRun(exitCode, output.ToString(), error.ToString());
    }
}
