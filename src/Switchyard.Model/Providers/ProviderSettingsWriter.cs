using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Switchyard.Model.Secrets;
using Switchyard.Model.Validation;

namespace Switchyard.Model.Providers;

/// <summary>Writes settings in one canonical order, leaving out what equals the default.</summary>
internal static class ProviderSettingsWriter
{
    // Model names and paths stay readable; nothing here is put into HTML unescaped.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(ProviderSettings settings, bool showSecrets) => Text(writer =>
    {
        var defaults = ProviderSettings.Default;
        if (settings.MaxBodyBytes is { } maxBodyBytes)
        {
            writer.WriteNumber("maxBodyBytes", maxBodyBytes);
        }

        Group(writer, "timeouts", settings.Timeouts, defaults.Timeouts, Timeouts);
        Group(writer, "failover", settings.Failover, defaults.Failover, Failover);
        Group(writer, "keys", settings.Keys, defaults.Keys, Keys);
        Group(writer, "breaker", settings.Breaker, defaults.Breaker, Breaker);
        Group(writer, "connections", settings.Connections, defaults.Connections, Connections);
        if (settings.OnDisconnect != defaults.OnDisconnect)
        {
            writer.WriteString("onDisconnect", settings.OnDisconnect == DisconnectPolicy.Drain ? "drain" : "cancel");
        }

        Flag(writer, "sendActor", settings.SendActor, defaults.SendActor);
        Flag(writer, "sendTrace", settings.SendTrace, defaults.SendTrace);
        if (settings.Tools != defaults.Tools)
        {
            writer.WriteString("tools", settings.Tools ? "on" : "off");
        }

        List(writer, "passthrough", settings.Passthrough);
        Flag(writer, "keyless", settings.Keyless, defaults.Keyless);
        OptionalText(writer, "apiVersion", settings.ApiVersion);
        Deployments(writer, settings.Deployments);
        Bedrock(writer, settings.Bedrock, showSecrets);
    });

    public static string? WriteSecrets(ProviderSettings settings)
    {
        var (key, token) = (settings.Bedrock?.SecretAccessKey, settings.Bedrock?.SessionToken);
        return key is null && token is null ? null : Text(writer =>
        {
            OptionalText(writer, "secretAccessKey", key?.Reveal());
            OptionalText(writer, "sessionToken", token?.Reveal());
        });
    }

    private static string Text(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Group<T>(Utf8JsonWriter writer, string name, T value, T defaults, Action<Utf8JsonWriter, T, T> write)
        where T : class
    {
        if (!value.Equals(defaults))
        {
            writer.WriteStartObject(name);
            write(writer, value, defaults);
            writer.WriteEndObject();
        }
    }

    private static void Timeouts(Utf8JsonWriter writer, TimeoutSettings value, TimeoutSettings defaults)
    {
        Duration(writer, "connect", value.Connect, defaults.Connect);
        Duration(writer, "tls", value.Tls, defaults.Tls);
        Duration(writer, "headers", value.Headers, defaults.Headers);
        Duration(writer, "idle", value.Idle, defaults.Idle);
    }

    private static void Failover(Utf8JsonWriter writer, FailoverSettings value, FailoverSettings defaults)
    {
        Number(writer, "attempts", value.Attempts, defaults.Attempts);
        Duration(writer, "window", value.Window, defaults.Window);
        Number(writer, "budget", (decimal)value.Budget, (decimal)defaults.Budget);
    }

    private static void Keys(Utf8JsonWriter writer, KeyCooldownSettings value, KeyCooldownSettings defaults)
    {
        Duration(writer, "rateLimited", value.RateLimited, defaults.RateLimited);
        Duration(writer, "unauthorized", value.Unauthorized, defaults.Unauthorized);
        Duration(writer, "max", value.Max, defaults.Max);
        Number(writer, "jitter", (decimal)value.Jitter, (decimal)defaults.Jitter);
    }

    private static void Breaker(Utf8JsonWriter writer, BreakerSettings value, BreakerSettings defaults)
    {
        Flag(writer, "enabled", value.Enabled, defaults.Enabled);
        Number(writer, "threshold", value.Threshold, defaults.Threshold);
        Duration(writer, "interval", value.Interval, defaults.Interval);
        Duration(writer, "open", value.Open, defaults.Open);
        Number(writer, "probes", value.Probes, defaults.Probes);
        Number(writer, "entries", value.Entries, defaults.Entries);
    }

    private static void Connections(Utf8JsonWriter writer, ConnectionSettings value, ConnectionSettings defaults)
    {
        Number(writer, "max", value.Max, defaults.Max);
        Duration(writer, "idleTime", value.IdleTime, defaults.IdleTime);
    }

    private static void Deployments(Utf8JsonWriter writer, IReadOnlyDictionary<string, string>? deployments)
    {
        if (deployments is not { Count: > 0 })
        {
            return;
        }

        writer.WriteStartObject("deployments");
        foreach (var (model, deployment) in deployments.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            writer.WriteString(model, deployment);
        }

        writer.WriteEndObject();
    }

    private static void Bedrock(Utf8JsonWriter writer, BedrockSettings? bedrock, bool showSecrets)
    {
        if (bedrock is null)
        {
            return;
        }

        OptionalText(writer, "region", bedrock.Region);
        OptionalText(writer, "accessKeyId", bedrock.AccessKeyId);
        if (showSecrets)
        {
            Shown(writer, "secretAccessKey", bedrock.SecretAccessKey);
            Shown(writer, "sessionToken", bedrock.SessionToken);
        }

        if (bedrock.Models.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("models");
        foreach (var model in bedrock.Models)
        {
            writer.WriteStartObject();
            writer.WriteString("name", model.Name);
            OptionalText(writer, "id", model.Id);
            List(writer, "betas", model.Betas);
            List(writer, "removedMembers", model.RemovedMembers.Count == 0 ? null : model.RemovedMembers);
            Flag(writer, "thinkingBudget", model.ThinkingBudget, false);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Shown(Utf8JsonWriter writer, string name, Secret? secret)
    {
        if (secret is not null)
        {
            writer.WriteStartObject(name);
            writer.WriteBoolean("set", true);
            writer.WriteEndObject();
        }
    }

    private static void Duration(Utf8JsonWriter writer, string name, TimeSpan value, TimeSpan fallback)
    {
        if (value != fallback)
        {
            writer.WriteString(name, Durations.Format(value));
        }
    }

    private static void Number(Utf8JsonWriter writer, string name, decimal value, decimal fallback)
    {
        if (value != fallback)
        {
            writer.WriteNumber(name, value);
        }
    }

    private static void Flag(Utf8JsonWriter writer, string name, bool value, bool fallback)
    {
        if (value != fallback)
        {
            writer.WriteBoolean(name, value);
        }
    }

    private static void OptionalText(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private static void List(Utf8JsonWriter writer, string name, IReadOnlyList<string>? values)
    {
        if (values is null)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }
}
