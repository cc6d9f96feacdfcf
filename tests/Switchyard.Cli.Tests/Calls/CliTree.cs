using System.Collections.Concurrent;
using System.CommandLine;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Tests.Calls;

/// <summary>
/// The verbs of the program for one run at a time, and then for the next: options that verbs share remember every tree that they were put into, so that each further one takes longer to make.
/// </summary>
internal sealed class CliTree : IDisposable
{
    private static readonly ConcurrentBag<CliTree> Idle = [];

    private CliEnvironment? _environment;

    private CliTree() => CliCommands.AddTo(Root, () => _environment ?? throw new InvalidOperationException("A verb ran after its run had ended."));

    public RootCommand Root { get; } = new();

    /// <summary>Verbs that run in <paramref name="environment"/> until the tree is disposed.</summary>
    public static CliTree Rent(CliEnvironment environment)
    {
        var tree = Idle.TryTake(out var idle) ? idle : new CliTree();
        tree._environment = environment;
        return tree;
    }

    public void Dispose()
    {
        _environment = null;
        Idle.Add(this);
    }
}
