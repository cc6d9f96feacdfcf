using System.Text.Json;
using ModelContextProtocol.Protocol;
using Switchyard.Processes;
using Switchyard.WorkspaceAgent.Commands;
using Switchyard.WorkspaceAgent.Tree;

namespace Switchyard.WorkspaceAgent.Tools;

/// <summary><c>run_command</c>: a program in a directory under the root.</summary>
internal sealed class RunCommandTool(WorkTree tree, CommandRunner commands) : ITool
{
    private const int LongestArgument = 128 << 10;
    private const int MostArguments = 1000;
    private const int LongestInput = 1 << 20;
    private static readonly TimeSpan Default = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(600);

    /// <inheritdoc />
    public Tool Description { get; } = Answers.Describe(
        "run_command",
        "Runs a program and answers its exit code and output. No shell reads the arguments; for one, run 'sh' with the arguments '-c' and the script. What it leaves running ends with it. Of longer output 64 KiB of the beginning and of the end are kept, of standard output and of standard error each.",
        """
        {"type":"object","properties":{
        "command":{"type":"string","description":"Program: a name that is looked up in PATH, or a path with a slash."},
        "args":{"type":"array","items":{"type":"string"},"description":"Arguments."},
        "cwd":{"type":"string","description":"Directory to run in, relative to the root. Default '.'."},
        "timeout":{"type":"number","exclusiveMinimum":0,"maximum":600,"description":"Seconds after which it is ended. Default 60."},
        "stdin":{"type":"string","description":"Text for its standard input. Default: none."}},
        "required":["command"],"additionalProperties":false}
        """,
        readOnly: false);

    /// <inheritdoc />
    public async Task<CallToolResult> CallAsync(ToolArguments arguments, CancellationToken cancellationToken)
    {
        var command = arguments.Required("command", WorkTree.LongestPath);
        var args = arguments.Texts("args", MostArguments, LongestArgument);
        var directory = arguments.Text("cwd", WorkTree.LongestPath) ?? ".";
        var timeout = arguments.Seconds("timeout", Default, Longest);
        var input = arguments.Text("stdin", LongestInput) ?? "";
        if (command.Contains('\0', StringComparison.Ordinal))
        {
            arguments.Fault("command", "Must not contain NUL.");
        }

        arguments.Finish();
        string where;
        using (var place = tree.Find(directory))
        {
            _ = place.AsDirectory();
            where = tree.Absolute(place);
        }

        try
        {
            var request = new CommandRequest { Command = command, Arguments = args, Directory = where, Timeout = timeout, Input = input };
            return Answer(await commands.RunAsync(request, cancellationToken), timeout);
        }
        catch (ChildStartException failure)
        {
            throw new ToolException(failure.Message);
        }
    }

    private static CallToolResult Answer(CommandResult result, TimeSpan timeout)
    {
        var end = result.Exit.OverLimit is { } excess ? $"The command was ended. {excess}"
            : result.TimedOut ? $"The command was ended: its time of {timeout.TotalSeconds} s was over."
            : $"The command {result.Exit.Text}.";
        List<string> texts = [end];
        Add("Standard output", result.Output);
        Add("Standard error", result.Errors);
        var answer = Answers.Of(texts);
        answer.IsError = result.TimedOut || result.Exit.OverLimit is not null;
        answer.StructuredContent = JsonSerializer.SerializeToElement(
            new CommandFacts
            {
                ExitCode = result.Exit.ExitCode,
                Signal = result.Exit.Signal,
                TimedOut = result.TimedOut,
                StdoutBytes = result.Output.Length,
                StderrBytes = result.Errors.Length,
            },
            ToolJson.Default.CommandFacts);
        return answer;

        void Add(string name, OutputKeep output)
        {
            if (output.Length > 0)
            {
                texts.Add($"{name}:\n{output.Text}");
            }
        }
    }
}
