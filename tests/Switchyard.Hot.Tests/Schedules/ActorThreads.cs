using System.Collections.Concurrent;

namespace Switchyard.Hot.Tests.Schedules;

/// <summary>Threads that are used again from run to run: an exploration makes some ten thousand short-lived actors.</summary>
internal static class ActorThreads
{
    private static readonly ConcurrentBag<Worker> Idle = [];

    public static void Run(Action work)
    {
        if (!Idle.TryTake(out var worker))
        {
            worker = new Worker();
        }

        worker.Give(work);
    }

    private sealed class Worker
    {
        private readonly SemaphoreSlim _given = new(0);
        private Action? _work;

        public Worker()
        {
            new Thread(Loop) { IsBackground = true, Name = "actor" }.Start();
        }

        public void Give(Action work)
        {
            _work = work;
            _given.Release();
        }

        private void Loop()
        {
            while (true)
            {
                _given.Wait();
                _work!();
                Idle.Add(this);
            }
        }
    }
}
