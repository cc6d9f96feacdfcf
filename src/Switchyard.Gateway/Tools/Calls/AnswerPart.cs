namespace Switchyard.Gateway.Tools.Calls;

/// <summary>One part of what a model is told of a call: text, or an image.</summary>
/// <param name="Text">The text (UTF-8); of an image the line that names it where images can not be sent.</param>
/// <param name="MediaType">Type of the image; null for text.</param>
/// <param name="Data">The image in Base64 (ASCII).</param>
internal readonly record struct AnswerPart(ReadOnlyMemory<byte> Text, string? MediaType = null, ReadOnlyMemory<byte> Data = default);
