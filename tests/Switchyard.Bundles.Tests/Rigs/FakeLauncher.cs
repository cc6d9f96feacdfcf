using System.Threading.Channels;
using Switchyard.Bundles.Sessions;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Tests.Rigs;

/// <summary>Hands every start to the test, which decides what comes of it; or brings all up at once.</summary>
internal sealed class FakeLauncher : IServerLauncher
{
    private readonly Channel<PendingStart> _starts = Channel.CreateUnbounded<PendingStart>();
    private readonly HashSet<FakeServer> _alive = [];
    private readonly Lock _gate = new();

    /// <summary>Whether starts come up without the test.</summary>
    public bool ComesUp { get; set; }

    /// <summary>Prepares each server before it is in service.</summary>
    public Action<FakeServer> OnUp { get; set; } = static _ => { };

    /// <summary>Whether a start waits for the test.</summary>
    public bool IsWaiting
    {
        get
        {
            while (_starts.Reader.TryPeek(out var next))
            {
                if (!next.IsGivenUp)
                {
                    return true;
                }

                _starts.Reader.TryRead(out _);
            }

            return false;
        }
    }

    /// <summary>Starts the test has to decide about.</summary>
    public ChannelReader<PendingStart> Starts => _starts.Reader;

    /// <summary>All starts so far.</summary>
    public int Count { get; private set; }

    /// <summary>Starts that are under way.</summary>
    public int UnderWay { get; private set; }

    /// <summary>The most servers of one bundle that were alive or coming up at once.</summary>
    public int MostAtOnce { get; private set; }

    /// <summary>The most starts that were under way at once.</summary>
    public int MostUnderWay { get; private set; }

    public IReadOnlyList<FakeServer> Alive
    {
        get
        {
            lock (_gate)
            {
                return [.. _alive];
            }
        }
    }

    public async Task<ILiveServer> StartAsync(BundleConfig bundle, long generation, IServerObserver observer, CancellationToken cancellationToken)
    {
        var start = new PendingStart(bundle);
        lock (_gate)
        {
            Count++;
            UnderWay++;
            MostUnderWay = Math.Max(MostUnderWay, UnderWay);
            MostAtOnce = Math.Max(MostAtOnce, _alive.Count(server => server.Config.Key == bundle.Key) + 1);
        }

        try
        {
            if (!ComesUp)
            {
                _starts.Writer.TryWrite(start);
                using var givenUp = cancellationToken.UnsafeRegister(static start => ((PendingStart)start!).IsGivenUp = true, start);
                await start.Decided.WaitAsync(cancellationToken);
            }

            var server = new FakeServer(bundle, generation, observer, this);
            OnUp(server);
            lock (_gate)
            {
                _alive.Add(server);
            }

            return server;
        }
        finally
        {
            lock (_gate)
            {
                UnderWay--;
            }
        }
    }

    public void Ended(FakeServer server)
    {
        lock (_gate)
        {
            _alive.Remove(server);
        }
    }

    internal sealed class PendingStart(BundleConfig config)
    {
        private readonly TaskCompletionSource _decided = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public BundleConfig Config => config;

        public Task Decided => _decided.Task;

        public bool IsGivenUp { get; set; }

        public void Succeed() => _decided.TrySetResult();

        public void Fail(ServerStep step = ServerStep.Initialize) => _decided.TrySetException(new ServerStartException(step, $"it failed at {step}", ["why"]));

        public void Break() => _decided.TrySetException(new InvalidOperationException("a bug"));
    }
}
