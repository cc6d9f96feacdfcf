using System.Runtime.CompilerServices;

namespace Switchyard.Hot;

/// <summary>
/// The seam by which tests run every order of steps. A <see cref="Point"/> stands before each access to memory that threads share: a scheduler that
/// holds the threads there, and lets one go at a time, decides the whole order.
/// </summary>
/// <remarks>
/// The switch is read once per process into a static readonly field. Optimised code sees it as a constant, so outside the tests the call, the
/// branch and the thread-local read are gone. The tests therefore explore the very code that ships, not a copy compiled for them.
/// </remarks>
internal abstract class Interleaving
{
    /// <summary>Name of the runtime switch that turns the points on; set by the test project only.</summary>
    internal const string Switch = "Switchyard.Hot.Interleaving";

    private static readonly bool Explored = AppContext.TryGetSwitch(Switch, out var on) && on;

    [ThreadStatic]
    private static Interleaving? t_current;

    /// <summary>The scheduler of the calling thread; null where threads run free.</summary>
    internal static Interleaving? Current
    {
        get => t_current;
        set => t_current = value;
    }

    /// <summary>
    /// Stands before an access to shared memory. <paramref name="seen"/> is what was read from there before and decides what comes next, if anything does.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Point(long seen = 0, [CallerLineNumber] int line = 0)
    {
        if (Explored)
        {
            t_current?.Reach(line, seen);
        }
    }

    /// <summary>Starts work on another thread; under a scheduler, as a further actor of it.</summary>
    internal static Task Start(Func<Task> work)
    {
        return Explored && t_current is { } scheduler ? scheduler.StartActor(work) : Task.Run(work);
    }

    /// <summary>Holds the calling thread until the scheduler lets it take its next step.</summary>
    protected abstract void Reach(int line, long seen);

    /// <summary>Runs <paramref name="work"/> as a further actor.</summary>
    protected abstract Task StartActor(Func<Task> work);
}
