using Switchyard.Model.Limits;
using Switchyard.Model.Validation;

namespace Switchyard.Model.Modules.Types;

/// <summary>The names of <see cref="LimitScope"/> in configurations of modules.</summary>
internal static class LimitScopes
{
    public static LimitScope Read(JsonFields fields, LimitScope fallback) => fields.Choice(
        "scope", fallback, ("node", LimitScope.Node), ("provider", LimitScope.Provider), ("user", LimitScope.User), ("access-key", LimitScope.AccessKey));

    public static string NameOf(LimitScope scope) => scope switch
    {
        LimitScope.Provider => "provider",
        LimitScope.User => "user",
        LimitScope.AccessKey => "access-key",
        _ => "node",
    };
}
