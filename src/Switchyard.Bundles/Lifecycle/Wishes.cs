using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Lifecycle;

/// <summary>What is asked of a bundle: by the configuration, by calls, by clocks, by the end of the node; and how much of it was acted upon. A part of <see cref="BundleRun"/>: its lock guards all of it.</summary>
internal sealed class Wishes
{
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What the configuration in force asks for, or null.</summary>
    public BundleConfig? Wanted { get; private set; }

    /// <summary>The revision that asks for it.</summary>
    public long Revision { get; private set; }

    /// <summary>Which bundle of its name it is. One that was removed and installed again is another.</summary>
    public Guid Known { get; private set; }

    public bool IsShuttingDown { get; private set; }

    /// <summary>Whether a running server has to wait for its change.</summary>
    public Hold Hold { get; private set; }

    public bool IsCalled { get; private set; }

    /// <summary>Whether the wait after a failure is over.</summary>
    public bool IsDue { get; set; }

    /// <summary>The number of respawns that was acted upon last.</summary>
    public long SeenRespawns { get; private set; }

    /// <summary>What the last start was made with, if it failed.</summary>
    public BundleConfig? Failed { get; set; }

    /// <summary>Completes when something else is asked for.</summary>
    public Task Changed => _changed.Task;

    /// <summary>Takes down what a revision asks for. False when it is what was asked for before.</summary>
    public bool Want(BundleConfig? wanted, long revision, bool hold)
    {
        var isSame = Equals(Wanted, wanted);
        (Wanted, Revision) = (wanted, revision);
        Hold = hold ? Hold.Waiting : isSame ? Hold : Hold.None;
        if (wanted is not null && wanted.Id != Known)
        {
            // What was asked for before this node knew of the bundle is not asked of it.
            (Known, SeenRespawns, Failed) = (wanted.Id, wanted.Respawns, null);
        }

        return !isSame;
    }

    /// <summary>Lets a change that was held back go, or says that it never will. False when none is, or not of that revision.</summary>
    public bool TryRelease(long revision, bool failed)
    {
        if (Hold != Hold.Waiting || Revision < revision)
        {
            return false;
        }

        Hold = failed ? Hold.Failed : Hold.None;
        return true;
    }

    public void Call() => IsCalled = true;

    public void ShutDown() => IsShuttingDown = true;

    /// <summary>What calls and respawns have asked for until now is served.</summary>
    public void Serve(BundleConfig? config) => (IsCalled, SeenRespawns) = (false, Math.Max(SeenRespawns, config?.Respawns ?? 0));

    /// <summary>Wakes whoever waits for something else to be asked for.</summary>
    public void Wake()
    {
        _changed.TrySetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
