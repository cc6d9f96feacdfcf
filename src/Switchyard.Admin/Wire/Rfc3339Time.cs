using System.Text.Json;
using System.Text.Json.Serialization;

namespace Switchyard.Admin.Wire;

/// <summary>Times on the wire: RFC 3339 in UTC with a <c>Z</c>, to the millisecond.</summary>
internal sealed class Rfc3339Time : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));
}
