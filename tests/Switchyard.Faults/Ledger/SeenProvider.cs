namespace Switchyard.Faults.Ledger;

/// <summary>A provider as somebody saw it. The three parts of a change are seen apart, so that half of one is noticed.</summary>
/// <param name="NameMark">The mark in its display name.</param>
/// <param name="SettingsMark">The mark in its settings.</param>
/// <param name="Enabled">Whether it is enabled.</param>
/// <param name="Labels">Labels of its keys, in their order.</param>
internal sealed record SeenProvider(int NameMark, int SettingsMark, bool Enabled, IReadOnlyList<string> Labels);
