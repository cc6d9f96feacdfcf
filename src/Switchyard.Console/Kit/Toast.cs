namespace Switchyard.Console.Kit;

/// <summary>A short message that goes by itself.</summary>
internal sealed record Toast(long Id, string Text, bool IsBad);
