using System.Text;
using Switchyard.Processes;

namespace Switchyard.WorkspaceAgent.Commands;

/// <summary>
/// Runs commands as children: in a session of their own, with an environment made from a list, read to the end, and ended with all that descends from them when their time is over or the call is cancelled.
/// </summary>
internal sealed class CommandRunner(ProcessHost processes, TimeProvider time)
{
    /// <summary>Commands that run at once.</summary>
    public const int AtOnce = 8;

    /// <summary>From SIGTERM to SIGKILL.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LastWords = TimeSpan.FromMilliseconds(500);

    private readonly CommandSlots _slots = new(AtOnce);

    /// <summary>Waits for a slot, runs a command and waits until nothing is left of it.</summary>
    /// <exception cref="ChildStartException">It can not be started.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, and has ended.</exception>
    public async Task<CommandResult> RunAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        await _slots.TakeAsync(cancellationToken);
        try
        {
            return await RunNowAsync(request, cancellationToken);
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task<CommandResult> RunNowAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (output, errors) = (new OutputKeep(), new OutputKeep());
        var home = processes.HostEnvironment.GetValueOrDefault("HOME") is { Length: > 0 } own ? own : request.Directory;
        var child = await processes.StartAsync(new ChildStart
        {
            Owner = "agent/command",
            Command = request.Command,
            Arguments = request.Arguments,
            Environment = new ChildEnvironment(processes.HostEnvironment, home).Variables,
            WorkingDirectory = request.Directory,
            Eof = TimeSpan.Zero,
            Term = Grace,
            ReadErrors = errors.ReadAsync,
        });
        var reading = output.ReadAsync(child.Output);
        var writing = WriteAsync(child, request.Input);
        using var over = new CancellationTokenSource(request.Timeout, time);
        await using (cancellationToken.Register(() => _ = child.StopAsync()))
        await using (over.Token.Register(() => _ = child.StopAsync()))
        {
            await child.Ended;
        }

        // Somebody who could not be found may hold the other end.
        await ((Task)reading).WaitAsync(LastWords, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await child.Output.DisposeAsync();
        await reading;
        await writing;
        cancellationToken.ThrowIfCancellationRequested();
        var exit = await child.Ended;
        return new CommandResult(exit, over.IsCancellationRequested && exit.OverLimit is null, output, errors);
    }

    private static async Task WriteAsync(ChildProcess child, string input)
    {
        try
        {
            // Not on the thread of the call: the pipe may be full for as long as the command lives.
            await child.Input.WriteAsync(Encoding.UTF8.GetBytes(input), CancellationToken.None);
            await child.Input.FlushAsync(CancellationToken.None);
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            // It does not read, or has ended.
        }

        child.CloseInput();
    }
}
