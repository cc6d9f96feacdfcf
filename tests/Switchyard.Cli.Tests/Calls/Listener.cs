using System.Text;

namespace Switchyard.Cli.Tests.Calls;

/// <summary>Takes what a command says while it runs, and lets a test wait for a certain word.</summary>
internal sealed class Listener : StringWriter
{
    private readonly Lock _gate = new();
    private readonly StringBuilder _heard = new();
    private readonly List<(string Text, TaskCompletionSource Heard)> _awaited = [];

    /// <summary>Completes when <paramref name="text"/> has been said.</summary>
    public Task HeardAsync(string text)
    {
        lock (_gate)
        {
            var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((text, heard));
            Look();
            return heard.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        }
    }

    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        lock (_gate)
        {
            _heard.AppendLine(value);
            Look();
        }
    }

    private void Look()
    {
        var text = _heard.ToString();
        foreach (var (awaited, heard) in _awaited)
        {
            if (text.Contains(awaited, StringComparison.Ordinal))
            {
                heard.TrySetResult();
            }
        }
    }
}
