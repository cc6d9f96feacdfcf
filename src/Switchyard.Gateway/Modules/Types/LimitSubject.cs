using Switchyard.Model.Limits;

namespace Switchyard.Gateway.Modules.Types;

/// <summary>Whose requests are counted together.</summary>
internal static class LimitSubject
{
    /// <summary>Id of the subject of <paramref name="request"/>; empty for the node.</summary>
    public static Guid IdOf(LimitScope scope, ModuleRequest request) => scope switch
    {
        LimitScope.Provider => request.ProviderId,
        LimitScope.User => request.UserId,
        LimitScope.AccessKey => request.AccessKeyId,
        _ => Guid.Empty,
    };
}
