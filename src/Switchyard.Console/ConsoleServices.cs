using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Switchyard.Console.Feed;
using Switchyard.Console.InProcess;
using Switchyard.Console.Kit;
using Switchyard.Console.Options;
using Switchyard.Console.Providers;
using Switchyard.Console.SignIn;
using Switchyard.Console.Telemetry;

namespace Switchyard.Console;

/// <summary>Registers the web console.</summary>
public static class ConsoleServices
{
    /// <summary>
    /// Registers what the console's pages need. The host registers besides: the control plane, and a <see cref="Microsoft.AspNetCore.DataProtection.IDataProtectionProvider"/> whose keys all nodes share, before this is called.
    /// </summary>
    public static IServiceCollection AddConsole(this IServiceCollection services, ConsoleOptions options)
    {
        services.TryAddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddRazorComponents().AddInteractiveServerComponents()
            // The editor sends its whole text, and a document may have 4 MiB.
            .AddHubOptions(static hub => hub.MaximumReceiveMessageSize = 8 << 20);
        services.AddCascadingAuthenticationState();
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(SessionAuthentication.Name, null);
        services.AddAuthorizationBuilder().AddPolicy(SessionAuthentication.Name, static policy => policy.AddAuthenticationSchemes(SessionAuthentication.Name).RequireAuthenticatedUser());
        services.AddAntiforgery(static options =>
        {
            options.Cookie.Name = "switchyard-form";
            options.SuppressXFrameOptionsHeader = true;
        });
        return services
            .AddSingleton<ConsoleInstruments>()
            .AddSingleton<ControlPlanePipeline>()
            .AddSingleton<ControlPlane>()
            .AddSingleton<DataPlanePipeline>()
            .AddSingleton<ChatDoor>()
            .AddSingleton<ChatKeyCookies>()
            .AddSingleton<YardFeed>()
            .AddSingleton<Rotations>()
            .AddScoped<ConsoleSession>()
            .AddScoped<ChatSession>()
            .AddScoped<Toasts>()
            .AddScoped<Ticker>();
    }
}
