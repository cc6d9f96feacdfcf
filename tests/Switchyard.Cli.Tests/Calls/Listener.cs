using System.Text;

namespace Switchyard.Cli.Tests.Calls;

/// <summary>Takes what a command says while it runs, and lets a test wait for a certain word.</summary>
internal sealed class Listener
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

    /// <summary>What the command writes to; everything that is written is also there afterwards.</summary>
    public StringWriter Writer() => new Ear(this);

    private void Hear(string? line)
    {
        lock (_gate)
        {
            _heard.AppendLine(line);
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

    private sealed class Ear(Listener listener) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            listener.Hear(value);
        }
    }
}
