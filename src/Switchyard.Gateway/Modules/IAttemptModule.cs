using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Modules;

/// <summary>Says how a failed attempt is repeated.</summary>
public interface IAttemptModule : IModule
{
    /// <summary>The settings that hold in place of <paramref name="settings"/>.</summary>
    FailoverSettings OnAttempts(FailoverSettings settings);
}
