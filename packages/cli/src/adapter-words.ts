/** What the adapters' errors mean in Vietnamese; their own messages are in English and name the file. */
export const adapterWords: { readonly [code: string]: string } = {
  "office.driver_running": "đã có chương trình khác đang chạy cho cơ quan này",
  "storage.bad_cursor": "dấu trang không hợp lệ",
  "storage.busy": "cơ sở dữ liệu đang bận, hãy thử lại",
  "storage.cannot_open": "không mở được tệp cơ sở dữ liệu",
  "storage.closed": "cơ sở dữ liệu đã đóng",
  "storage.damaged_file": "tệp cơ sở dữ liệu bị hỏng hoặc không phải cơ sở dữ liệu; hãy khôi phục từ bản sao",
  "storage.disk_full": "ổ đĩa đã đầy, chưa lưu gì; hãy giải phóng dung lượng",
  "storage.failed": "cơ sở dữ liệu báo lỗi",
  "storage.foreign_file": "tệp này thuộc chương trình khác, không thay đổi gì",
  "storage.io_failed": "ổ đĩa báo lỗi khi đọc hoặc ghi",
  "storage.newer_schema": "tệp do phiên bản mới hơn ghi; hãy cập nhật chương trình",
  "storage.not_found": "không tìm thấy tệp cơ sở dữ liệu",
  "storage.older_schema": "hãy mở một lần với quyền ghi để nâng cấp tệp",
  "storage.read_only": "không có quyền ghi vào tệp cơ sở dữ liệu",
};
