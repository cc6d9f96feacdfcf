using Microsoft.AspNetCore.Builder;

namespace Switchyard.Admin.SignIn;

/// <summary>Lets a route say which permission it needs.</summary>
internal static class PermissionEndpoints
{
    public static TBuilder Needs<TBuilder>(this TBuilder builder, Permission permission)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(permission);
}
