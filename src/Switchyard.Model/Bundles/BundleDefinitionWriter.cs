using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Switchyard.Model.Bundles.Archives;
using Switchyard.Model.Validation;

namespace Switchyard.Model.Bundles;

/// <summary>Writes definitions in one canonical order, leaving out what equals the default.</summary>
internal static class BundleDefinitionWriter
{
    // Commands and patterns stay readable; nothing here is put into HTML unescaped.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(BundleDefinition definition)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            Write(writer, definition);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, BundleDefinition definition)
    {
        writer.WriteString("type", BundleTypes.NameOf(definition.Type));
        Text(writer, "displayName", definition.DisplayName);
        var isArchive = definition.Manifest is not null;
        if (definition.Manifest is { } manifest)
        {
            Archive(writer, definition, manifest);
        }

        // Of an archive these are its manifest's, and are not written twice.
        Text(writer, "command", isArchive ? null : definition.Command);
        Texts(writer, "args", isArchive ? [] : definition.Args);
        Text(writer, "cwd", definition.WorkingDirectory);
        Text(writer, "url", definition.Url);
        Flag(writer, "insecure", definition.Insecure);
        Map(writer, "env", isArchive ? new Dictionary<string, string>() : definition.Environment);
        Map(writer, "headers", definition.Headers);
        Credentials(writer, isArchive ? [] : definition.Credentials);
        Authorization(writer, definition.Authorization);
        Flag(writer, "exclusive", definition.Exclusive);
        Flag(writer, "protected", definition.Protected);
        Flag(writer, "eager", definition.Eager);
        Flag(writer, "serial", definition.Serial);
        Flag(writer, "pinTools", definition.PinTools);
        Text(writer, "protocol", definition.Protocol);
        Texts(writer, "allow", definition.Allow);
        Texts(writer, "deny", definition.Deny);
        Limits(writer, definition.Limits, BundleLimits.Default);
        Timeouts(writer, definition.Timeouts, BundleTimeouts.Default);
    }

    private static void Archive(Utf8JsonWriter writer, BundleDefinition definition, ArchiveManifest manifest)
    {
        writer.WriteString("archive", definition.Archive);
        writer.WritePropertyName("manifest");
        ArchiveManifestJson.Write(writer, manifest);
        if (definition.Settings.Count == 0)
        {
            return;
        }

        writer.WritePropertyName("settings");
        ArchivedFields.WriteSettings(writer, definition);
    }

    private static void Credentials(Utf8JsonWriter writer, IReadOnlyList<CredentialField> credentials)
    {
        if (credentials.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("credentials");
        foreach (var field in credentials)
        {
            writer.WriteStartObject();
            writer.WriteString("name", field.Name);
            Text(writer, "env", field.Env);
            Text(writer, "fileEnv", field.FileEnv);
            Text(writer, "header", field.Header);
            Flag(writer, "required", field.Required);
            Text(writer, "description", field.Description);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Authorization(Utf8JsonWriter writer, SignInTerms? terms)
    {
        if (terms is null)
        {
            return;
        }

        writer.WriteStartObject("authorization");
        Text(writer, "per", terms.PerUser ? SignInTerms.User : null);
        Text(writer, "clientId", terms.ClientId);
        Texts(writer, "scopes", terms.Scopes);
        writer.WriteEndObject();
    }

    private static void Limits(Utf8JsonWriter writer, BundleLimits value, BundleLimits defaults)
    {
        if (value == defaults)
        {
            return;
        }

        writer.WriteStartObject("limits");
        Number(writer, "calls", value.Calls, defaults.Calls);
        Number(writer, "memory", value.Memory, defaults.Memory);
        Number(writer, "processes", value.Processes, defaults.Processes);
        Number(writer, "files", value.Files, defaults.Files);
        Number(writer, "line", value.Line, defaults.Line);
        Number(writer, "log", value.Log, defaults.Log);
        writer.WriteEndObject();
    }

    private static void Timeouts(Utf8JsonWriter writer, BundleTimeouts value, BundleTimeouts defaults)
    {
        if (value == defaults)
        {
            return;
        }

        writer.WriteStartObject("timeouts");
        if (value.Start is { } start)
        {
            writer.WriteString("start", Durations.Format(start));
        }

        Duration(writer, "drain", value.Drain, defaults.Drain);
        Duration(writer, "gap", value.Gap, defaults.Gap);
        Duration(writer, "eof", value.Eof, defaults.Eof);
        Duration(writer, "term", value.Term, defaults.Term);
        Duration(writer, "call", value.Call, defaults.Call);
        writer.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter writer, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            writer.WriteString(name, value);
        }
    }

    private static void Flag(Utf8JsonWriter writer, string name, bool value)
    {
        if (value)
        {
            writer.WriteBoolean(name, true);
        }
    }

    private static void Number(Utf8JsonWriter writer, string name, long value, long fallback)
    {
        if (value != fallback)
        {
            writer.WriteNumber(name, value);
        }
    }

    private static void Duration(Utf8JsonWriter writer, string name, TimeSpan value, TimeSpan fallback)
    {
        if (value != fallback)
        {
            writer.WriteString(name, Durations.Format(value));
        }
    }

    private static void Texts(Utf8JsonWriter writer, string name, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
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

    private static void Map(Utf8JsonWriter writer, string name, IReadOnlyDictionary<string, string> values)
    {
        if (values.Count == 0)
        {
            return;
        }

        writer.WriteStartObject(name);
        foreach (var (key, value) in values.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            writer.WriteString(key, value);
        }

        writer.WriteEndObject();
    }
}
