using Switchyard.Model.Modules.Types;
using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Modules.Types;

/// <summary><c>retry</c> at work.</summary>
internal sealed class RetryModule(IModuleType type, RetryConfig config) : ShippedModule(type), IAttemptModule
{
    /// <inheritdoc />
    public override bool IsIdle => config is { Attempts: null, Window: null, Budget: null };

    /// <inheritdoc />
    public FailoverSettings OnAttempts(FailoverSettings settings) => settings with
    {
        Attempts = config.Attempts ?? settings.Attempts,
        Window = config.Window ?? settings.Window,
        Budget = (double?)config.Budget ?? settings.Budget,
    };
}
