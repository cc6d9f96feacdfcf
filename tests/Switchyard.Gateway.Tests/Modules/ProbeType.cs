using System.Collections.Concurrent;
using Switchyard.Gateway.Modules;
using Switchyard.Model.Validation;

namespace Switchyard.Gateway.Tests.Modules;

/// <summary>A type whose modules do what their configuration says, and keep a ledger of what was made and ended.</summary>
internal class ProbeType : IModuleType
{
    public const string TypeName = "test.probe";

    private int _made;
    private int _ended;

    public virtual string Name => TypeName;

    public string Description => "A probe.";

    public virtual bool IsReconfigurable => true;

    public int Made => Volatile.Read(ref _made);

    public int Ended => Volatile.Read(ref _ended);

    public int Live => Made - Ended;

    /// <summary>What happened, in order.</summary>
    public ConcurrentQueue<string> Ledger { get; } = new();

    /// <summary>Never ends, whatever happens to the token.</summary>
    public TaskCompletionSource<IModule> Hang { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A request waits in a module for good.</summary>
    public TaskCompletionSource Hangs { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Read(JsonFields config) => throw new NotSupportedException();

    public async ValueTask<IModule> CreateAsync(ModuleContext context, CancellationToken cancellationToken)
    {
        Ledger.Enqueue($"create {context.Module.Name}");
        return await MakeAsync(context);
    }

    public async ValueTask<IModule> FollowAsync(ModuleContext context)
    {
        Ledger.Enqueue($"reconfigure {context.Module.Name}");
        return await MakeAsync(context);
    }

    private async ValueTask<IModule> MakeAsync(ModuleContext context)
    {
        if (context.Module.Config.Contains("\"fail\"", StringComparison.Ordinal))
        {
            throw new FormatException("this was to be expected");
        }

        if (context.Module.Config.Contains("\"hang\"", StringComparison.Ordinal))
        {
            return await Hang.Task;
        }

        Interlocked.Increment(ref _made);
        return IsReconfigurable ? new ReconfigurableProbe(this, context) : new Probe(this, context);
    }

    internal class Probe(ProbeType type, ModuleContext context) : IRequestModule, IEndModule, ICheckedModule, IDisposable
    {
        public int[] Count { get; } = context.State(static () => new int[1]);

        public string Config => context.Module.Config;

        public async ValueTask<ModuleVerdict> OnRequestAsync(ModuleRequest request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref Count[0]);
            type.Ledger.Enqueue($"request {context.Module.Name} {Config}");
            if (Config.Contains("\"throw\"", StringComparison.Ordinal))
            {
                throw new InvalidOperationException("this was to be expected");
            }

            if (Config.Contains("\"break\"", StringComparison.Ordinal))
            {
                request.ReplaceBody("not json"u8.ToArray());
            }

            if (Config.Contains("\"answer\"", StringComparison.Ordinal))
            {
                return ModuleVerdict.Answer(new ModuleAnswer("""{"made":"here"}"""u8.ToArray()));
            }

            if (Config.Contains("\"hangInRequest\"", StringComparison.Ordinal))
            {
                type.Hangs.TrySetResult();
                await type.Hang.Task;
            }

            return Config.Contains("\"refuse\"", StringComparison.Ordinal) ? ModuleVerdict.Refuse(418, "teapot", "No.") : ModuleVerdict.Continue;
        }

        public ValueTask<string?> CheckAsync(CancellationToken cancellationToken) =>
            Config.Contains("\"throwInCheck\"", StringComparison.Ordinal) ? throw new InvalidOperationException("this was to be expected")
            : new(Config.Contains("\"unwell\"", StringComparison.Ordinal) ? "is unwell." : null);

        public void OnEnd(ModuleRequest request, ModuleEnd end) => type.Ledger.Enqueue($"end {context.Module.Name} {end.Status} {end.HttpStatus}");

        public void Dispose()
        {
            Interlocked.Increment(ref type._ended);
            if (Config.Contains("\"badEnd\"", StringComparison.Ordinal))
            {
                throw new InvalidOperationException("this was to be expected");
            }
        }
    }

    private sealed class ReconfigurableProbe(ProbeType type, ModuleContext context) : Probe(type, context), IReconfigurable
    {
        private readonly ProbeType _type = type;

        public ValueTask<IModule> PrepareAsync(ModuleContext next, CancellationToken cancellationToken) => _type.FollowAsync(next);
    }
}
