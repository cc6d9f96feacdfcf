using System.Runtime.InteropServices;

namespace Switchyard.Bundles.ToyServer;

/// <summary>
/// A server of the Model Context Protocol for tests, written without any library so that it can break every rule. What it does is said by its arguments, each <c>name</c> or <c>name=value</c>:
/// <list type="bullet">
/// <item><c>deaf</c>: the end of standard input does not end it; <c>no-term</c>: SIGTERM neither.</item>
/// <item><c>exit=start|initialize|list</c>: ends at that step with code 3, after a line on standard error. <c>exit-after=N</c>: ends with code 4 after the answer to the Nth call.</item>
/// <item><c>hang=initialize|list</c>: does not answer that; <c>slow=MS</c>: waits before it answers <c>initialize</c>; <c>silent</c>: answers nothing at all.</item>
/// <item><c>version=V</c>: answers with this version whatever it is asked; <c>stateless</c>: speaks 2026-07-28 and refuses the handshake.</item>
/// <item><c>wrong-ids</c>: each answer is preceded by one to an unknown id; <c>twice</c>: each answer comes twice; <c>garbage=N</c>: N lines that are no messages before each answer.</item>
/// <item><c>pages=N</c>: lists N pages of tools; <c>circle</c>: with a cursor that comes again; <c>quiet-lists</c>: does not say that lists change.</item>
/// <item><c>double</c>: lists its tools twice; <c>tasks</c>: has a tool that is called as a task, see <see cref="Works"/>.</item>
/// </list>
/// </summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        var options = arguments.Select(static argument => argument.Split('=', 2)).ToDictionary(static parts => parts[0], static parts => parts.Length > 1 ? parts[1] : "", StringComparer.Ordinal);
        using var term = options.ContainsKey("no-term") ? PosixSignalRegistration.Create(PosixSignal.SIGTERM, static context => context.Cancel = true) : null;
        if (options.GetValueOrDefault("exit") == "start")
        {
            await Console.Error.WriteLineAsync("I do not want to start.");
            return 3;
        }

        await using var wire = new Wire();
        var code = await new Server(wire, options).RunAsync();
        if (code == 0 && options.ContainsKey("deaf"))
        {
            await Pause.ForEverAsync();
        }

        return code;
    }
}
