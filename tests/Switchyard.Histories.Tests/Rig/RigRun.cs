using Switchyard.Storage.Sql;

namespace Switchyard.Histories.Tests.Rig;

/// <summary>What all actors of a run share.</summary>
/// <param name="Database">The database; every actor is a node of its own towards it.</param>
/// <param name="Folder">Where the histories go.</param>
/// <param name="Bug">What is wrong with this run.</param>
/// <param name="Seed">Decides every choice of every actor, though not how they meet.</param>
internal sealed record RigRun(Database Database, string Folder, SeededBug Bug, int Seed)
{
    /// <summary>Changes that each of the publishers tries.</summary>
    public int ChangesEach { get; init; } = 12;

    public Pulse Pulse { get; } = new();

    /// <summary>Completes when the publishers have ended: what is there now is all.</summary>
    public TaskCompletionSource Published { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The choices of an actor: the same in every run of one seed, which a hash code of the runtime is not.</summary>
    public Random RandomFor(string actor, int number) => new(actor.Aggregate(unchecked((Seed * 31) + number), static (mixed, letter) => unchecked((mixed * 31) + letter)));
}
