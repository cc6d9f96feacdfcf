namespace Switchyard.Hot.Tests.Schedules;

/// <summary>A few actors on shared state, made anew for every schedule.</summary>
internal interface IScenario
{
    /// <summary>What each actor does. Between two yield points it runs alone.</summary>
    IReadOnlyList<Action<ActorScript>> Actors { get; }

    /// <summary>
    /// A number that differs whenever the shared state differs, the scenario's own bookkeeping included: two schedules that meet in the same shared and
    /// the same local states have the same futures, and only one of them is followed on.
    /// </summary>
    long Fingerprint();

    /// <summary>
    /// What an actor may read in its next step. By default everything, which is always right; a scenario whose code reports by its yield points and by
    /// <see cref="ActorScript.Keep"/> whatever it goes on with may answer null, and has fewer states.
    /// </summary>
    long? Observable()
    {
        return Fingerprint();
    }

    /// <summary>What must hold when all actors have finished. It throws when it does not.</summary>
    void Finish();
}
