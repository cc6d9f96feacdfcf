using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Switchyard.Host.Telemetry;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sql;

namespace Switchyard.Host.Serving;

/// <summary>What a node needs from the process: log, storage, export.</summary>
internal static class NodeRegistration
{
    /// <summary>Logs go to stdout, a line for people or a JSON object each; warnings of the framework, everything of Switchyard from Information on.</summary>
    public static void AddNodeLogging(this ILoggingBuilder logging, bool json)
    {
        logging.SetMinimumLevel(LogLevel.Warning);
        logging.AddFilter("Switchyard", LogLevel.Information);
        logging.AddStartFilter();
        // The framework logs in its name that somebody without a session was sent to sign in.
        logging.AddFilter("Switchyard.Console.SignIn.SessionAuthentication", LogLevel.Warning);
        logging.Configure(factory => factory.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        if (json)
        {
            logging.AddJsonConsole(console => console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ");
        }
        else
        {
            logging.AddSimpleConsole(simple =>
            {
                simple.SingleLine = true;
                simple.TimestampFormat = "HH:mm:ss.fff ";
                simple.ColorBehavior = LoggerColorBehavior.Disabled;
            });
        }
    }

    /// <summary>Opens database and keys now, so that what is wrong with them is told before anything starts.</summary>
    public static void AddNodeStorage(this IServiceCollection services, ServeOptions options)
    {
        using var loggers = LoggerFactory.Create(logging => logging.AddNodeLogging(options.JsonLogs));
        var keys = NodeStorage.OpenKeys(options, loggers.CreateLogger("Switchyard.Host.Serving.NodeStorage"));
        services.AddSingleton(new SecretSealer(keys));
        services.AddSingleton(NodeIdentityFile.LoadOrCreate(options.DataDirectory, options.NodeName, TimeProvider.System));
        services.AddSingleton<Database>(provider => new StartingDatabase(NodeStorage.OpenDatabase(options, TimeProvider.System, provider.GetRequiredService<ILoggerFactory>())));
    }

    /// <summary>Exports spans and metrics where the standard variable names a collector.</summary>
    public static void AddOtlpExport(this IServiceCollection services, string nodeName)
    {
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable(OtlpExport.EndpointVariable)))
        {
            services.AddHostedService(_ => new OtlpExport(nodeName));
        }
    }
}
