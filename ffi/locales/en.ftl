# What a failure means for the person at the device, and what to do next. Refusals and seals have their words in web/locales.

failure-refused = This cannot be kept as it is. Enter less at once; if that does not help, call the desk.
failure-enrolment_code = The code is wrong, used or expired. Ask the desk for a new one.
failure-not_found = This is not on this device. Sync, or ask the desk.
failure-not_enrolled = This device is not set up yet. Ask the desk for the server and a code.
failure-offline = No signal, or the server cannot be reached. Go on working: everything is kept here and sent later.
failure-try_again = This did not work just now. Nothing was lost; try again in a moment.
failure-unlock = This device’s key is locked. Unlock it, then try again.
failure-sign_in_again = The server does not recognise this device. Everything is kept here; call the desk.
failure-revoked = The desk revoked this device. Its work is kept here: bring it to the desk.
failure-upgrade = This application is too old for this. Update it; everything is kept here.
failure-server_fault = The server does not work as it should. Go on working: everything is kept here. Tell the desk.
failure-storage = This device’s storage does not work as it should. Delete nothing and bring the device to the desk.
failure-disk_full = This device’s storage is full. Free some space, then try again.
failure-document_damaged = This document is damaged on this device. The others are fine. Sync, or call the desk.
failure-document_unreadable = This document cannot be read here. The others are fine. Update the application or call the desk.
failure-seal_invalid = This record does not prove anything: do not rely on it.
failure-unusable = What was entered cannot be used. Correct it and try again.
failure-identifier = The application asked for something that cannot exist. Tell whoever provides it.
failure-date = This is no day of the calendar. Correct it.
failure-address = This is not a server address. It looks like https://example.com.
failure-device_name = Give the device a name of 1 to 80 characters.
failure-already_enrolled = This device is set up already.
failure-not_ours = This file belongs to another application. Choose another.
failure-other_key = This file belongs to another key. Bring the device to the desk.
failure-exchange_refused = This server cannot be used: check its address and certificate. Everything is kept here.
