using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Switchyard.Model.Validation;

namespace Switchyard.Model.Modules;

/// <summary>A type of module whose configuration is a record.</summary>
/// <typeparam name="T">The record.</typeparam>
public abstract class ModuleDefinition<T> : IModuleDefinition
    where T : class
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc />
    public abstract string Name { get; }

    /// <inheritdoc />
    public abstract string Description { get; }

    /// <inheritdoc />
    public virtual bool IsReconfigurable => true;

    /// <inheritdoc />
    public string Read(JsonFields config)
    {
        var read = ReadConfig(config);
        config.Finish();
        return Write(read);
    }

    /// <summary>The record of a canonical text.</summary>
    /// <exception cref="FormatException">It is none; the message names the first fault.</exception>
    public T Parse(string canonical)
    {
        using var json = JsonDocument.Parse(canonical);
        var faults = new FaultList();
        var fields = new JsonFields(json.RootElement, faults, "");
        var config = ReadConfig(fields);
        fields.Finish();
        return faults.IsEmpty ? config : throw new FormatException($"{faults.First().Field}: {faults.First().Detail}");
    }

    /// <summary>The canonical text of <paramref name="config"/>.</summary>
    public string Write(T config)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            writer.WriteStartObject();
            WriteConfig(writer, config);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads the fields.</summary>
    protected abstract T ReadConfig(JsonFields fields);

    /// <summary>Writes the fields into the object that is open, every one, in one order.</summary>
    protected abstract void WriteConfig(Utf8JsonWriter writer, T config);
}
