using Microsoft.Extensions.DependencyInjection;
using Switchyard.Gateway.Tools.Kept;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sql;

namespace Switchyard.Gateway.Tools.Registration;

/// <summary>Registers where nodes keep what clients come back for.</summary>
public static class KeptToolsRegistration
{
    /// <summary>Keeps calls and results of tools in the database, for all nodes. Comes after <see cref="GatewayServices.AddGateway"/>; needs <see cref="Database"/>, <see cref="SecretSealer"/> and <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddKeptTools(this IServiceCollection services) => services.AddSingleton<IKeptTools, DatabaseKept>();
}
